import ArgumentParser
import CharSettings
import CharTraining

extension ArgumentHelp {
  /// The help of a flag that is a setting: what it means, its range and its default.
  ///
  /// - Parameter flag: the flag without dashes.
  /// - Returns: the help.
  static func setting(_ flag: String) -> ArgumentHelp {
    guard let setting = TrainingConfiguration.table[flag] else {
      preconditionFailure("no setting has the flag \(flag)")
    }
    return ArgumentHelp(stringLiteral: setting.commandHelp)
  }

  /// The help of a flag that is a setting of labels.
  ///
  /// - Parameter flag: the flag without dashes.
  /// - Returns: the help.
  static func labelSetting(_ flag: String) -> ArgumentHelp {
    guard let setting = LabelConfiguration.table[flag] else {
      preconditionFailure("no setting of labels has the flag \(flag)")
    }
    return ArgumentHelp(stringLiteral: setting.commandHelp)
  }
}

extension Setting {
  /// The help of its flag.
  fileprivate var commandHelp: String {
    var facts: [String] = []
    if unit == nil, let range { facts.append(range.words) }
    if !isSwitch {
      facts.append("default: \(usualWords)")
    } else if let flag, usualText == "true" {
      facts.append("default: --\(flag)")
    }
    return help.withFlags + (facts.isEmpty ? "" : " (\(facts.joined(separator: "; ")))")
  }
}
