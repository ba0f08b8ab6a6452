import CharSettings
import CharTraining

/// An assignment in the form NAME=VALUE, as `--set` takes it.
struct SettingAssignment {
  /// The flag that takes assignments.
  static let flag = "--set"

  /// The name as given.
  let name: String
  /// The value: none without `=`, items separated by commas if the setting is a list.
  let texts: [String]
  /// The setting of this name; nil if there is none.
  let setting: Setting<TrainingConfiguration>?

  init(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    name = parts.first ?? ""
    setting = TrainingConfiguration.table[name]
    let isList = setting?.isList ?? false
    texts = parts.dropFirst().flatMap {
      isList ? $0.split(separator: ",").map(String.init) : [$0]
    }
  }

  /// Returns the assignments among the arguments of a command.
  ///
  /// - Parameter arguments: the arguments.
  /// - Returns: the assignments, in order.
  static func all(in arguments: [String]) -> [SettingAssignment] {
    let prefix = "\(flag)="
    return arguments.indices.compactMap { index in
      let argument = arguments[index]
      if argument.hasPrefix(prefix) {
        return SettingAssignment(String(argument.dropFirst(prefix.count)))
      }
      let isValue = index > 0 && arguments[index - 1] == flag
      return isValue ? SettingAssignment(argument) : nil
    }
  }
}

extension TrainingConfiguration {
  /// Sets settings by assignments.
  ///
  /// - Parameter assignments: the assignments; of several to one setting the last counts.
  /// - Throws: `SettingError`.
  mutating func assign(_ assignments: [SettingAssignment]) throws {
    let values = try assignments.map { assignment in
      guard let setting = assignment.setting else { throw SettingError.unknown(assignment.name) }
      return (name: setting.name, texts: assignment.texts)
    }
    try set(values)
  }
}
