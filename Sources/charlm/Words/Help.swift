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
    help(flag, TrainingConfiguration.table)
  }

  /// Returns the help of a label setting's flag.
  ///
  /// - Parameter flag: the flag without dashes.
  /// - Returns: the help.
  static func labelSetting(_ flag: String) -> ArgumentHelp {
    help(flag, LabelConfiguration.table)
  }

  /// Returns the help of a sampling setting's flag.
  ///
  /// - Parameter flag: the flag without dashes.
  /// - Returns: the help.
  static func sampling(_ flag: String) -> ArgumentHelp {
    help(flag, GenerationOptions.table)
  }

  /// The help of the setting that a table has under a flag; without its text while nobody would read it.
  private static func help<Root>(
    _ flag: String, _ table: @autoclosure () -> SettingTable<Root>
  ) -> ArgumentHelp {
    let visibility = EverydaySettings.visibility(flag)
    guard HelpRequest.wantsTexts else { return ArgumentHelp(visibility: visibility) }
    guard let setting = table()[flag] else {
      preconditionFailure("no setting of \(Root.self) has the flag \(flag)")
    }
    return ArgumentHelp(setting.commandHelp, visibility: visibility)
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
