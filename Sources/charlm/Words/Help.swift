import ArgumentParser
import CharLM
import CharSettings
import CharTraining

extension ArgumentHelp {
  /// Returns the help of a setting's flag: meaning, range and default.
  ///
  /// - Parameter flag: the flag without dashes.
  /// - Returns: the help.
  static func setting(_ flag: String) -> ArgumentHelp {
    guard let setting = TrainingConfiguration.table[flag] else {
      preconditionFailure("no setting has the flag \(flag)")
    }
    return ArgumentHelp(setting.commandHelp, visibility: EverydaySettings.visibility(flag))
  }

  /// Returns the help of a label setting's flag.
  ///
  /// - Parameter flag: the flag without dashes.
  /// - Returns: the help.
  static func labelSetting(_ flag: String) -> ArgumentHelp {
    guard let setting = LabelConfiguration.table[flag] else {
      preconditionFailure("no setting of labels has the flag \(flag)")
    }
    return ArgumentHelp(setting.commandHelp, visibility: EverydaySettings.visibility(flag))
  }
}

extension ArgumentHelp {
  /// Returns the help of a sampling setting's flag.
  ///
  /// - Parameter flag: the flag without dashes.
  /// - Returns: the help.
  static func sampling(_ flag: String) -> ArgumentHelp {
    guard let setting = GenerationOptions.table[flag] else {
      preconditionFailure("no setting of sampling has the flag \(flag)")
    }
    return ArgumentHelp(setting.commandHelp, visibility: EverydaySettings.visibility(flag))
  }
}

extension Setting {
  /// True if `charlm train` chooses the value from the text and the time there is.
  var isChosen: Bool {
    AutomaticChoice.settings.contains(name) || AutomaticChoice.textSettings.contains(name)
  }

  /// The help of the setting's flag.
  fileprivate var commandHelp: String {
    var facts: [String] = []
    if unit == nil, let range { facts.append(range.words) }
    if !isSwitch {
      facts.append("default: \(usualWords)\(isChosen ? "; charlm train chooses" : "")")
    } else if let flag, usualText == "true" {
      facts.append("default: --\(flag)")
    }
    return help.withFlags + (facts.isEmpty ? "" : " (\(facts.joined(separator: "; ")))")
  }
}
