import CharSettings
import CharTraining

/// `--config FILE` of the training commands: a run file whose settings the command line overrides.
///
/// Entries of the file become flags unless given on the command line, so that a flag always wins
/// and both are validated in one place.
enum ConfigurationFile {
  private static let flag = "--config"
  private static let negation = "--no-"

  /// Switches that are not settings.
  private static let otherSwitches: Set = ["resume", "find-rate", "json"]

  /// Mutually exclusive flags.
  private static let rivals = ["--valid": "--valid-fraction", "--valid-fraction": "--valid"]

  /// Text flags for which `none` means no value, on the command line instead of that of the file.
  private static let freeTexts: Set = [
    "--preset", "--from", "--valid", "--include", "--exclude", "--field", "--tensorboard",
    "--ablation",
  ]

  /// Inserts the arguments of the run file, if one is given.
  static func expand(_ arguments: [String]) throws -> [String] {
    let isLabeling = arguments.dropFirst().first == "train"
    guard arguments.first == "train" || isLabeling, let position = find(arguments) else {
      return arguments
    }
    var rest = arguments
    let path: String
    if rest[position] == flag {
      guard position + 1 < rest.count else { return arguments }
      path = rest[position + 1]
      rest.removeSubrange(position...position + 1)
    } else {
      path = String(rest[position].dropFirst(flag.count + 1))
      rest.remove(at: position)
    }
    let given = names(rest)
    let assigned = Set(SettingAssignment.all(in: rest).compactMap(\.setting?.name))
    rest = withoutUnset(rest)
    // An unset flag does not exclude its counterpart in the file.
    let meant = names(rest)
    for entry in try RunFile(yaml: TextInput.read(path), path: path).entries {
      if isLabeling, LabelTrainOptions.lacks(entry.name) {
        throw Failure(
          "\(entry.place(in: path)): \(entry.name) has no meaning for labeled text; leave it out")
      }
      guard let (flag, arguments) = Self.arguments(entry, isLabeling) else {
        let problem = isKnown(plain(entry.name)) ? "has no value" : "is no setting"
        throw Failure(
          "\(entry.place(in: path)): \(entry.name) \(problem); docs/commands.md lists all names")
      }
      if let name = TrainingConfiguration.table[plain(entry.name)]?.name, assigned.contains(name) {
        continue
      }
      if arguments == ["\(flag)=none"], freeTexts.contains(flag) { continue }
      let isGiven = flag != SettingAssignment.flag && given.contains(flag)
      if !isGiven, !meant.contains(rivals[flag] ?? "") { rest += arguments }
    }
    return rest
  }

  /// Returns the arguments of `charlm train` for an entry of a run file.
  ///
  /// - Parameters:
  ///   - entry: the entry.
  ///   - path: the path of the file, for error messages.
  /// - Returns: the arguments.
  /// - Throws: `Failure`.
  static func flags(of entry: RunFile.Entry, _ path: String) throws -> [String] {
    guard let (_, arguments) = arguments(entry, false) else {
      throw Failure("\(entry.place(in: path)): \(entry.name) has no value")
    }
    return arguments
  }

  /// Returns a name without its negation.
  private static func plain(_ name: String) -> String {
    name.hasPrefix("no-") ? String(name.dropFirst(3)) : name
  }

  /// True if a name without negation is that of a setting or of another entry of run files.
  private static func isKnown(_ name: String) -> Bool {
    TrainingConfiguration.table[name] != nil || RunFile.otherNames.contains(name)
  }

  /// Returns the flag of an entry without negation, and equivalent arguments; nil if there is no
  /// such setting, or it cannot be unset.
  private static func arguments(
    _ entry: RunFile.Entry, _ isLabeling: Bool
  ) -> (flag: String, arguments: [String])? {
    if isLabeling, let flag = LabelConfiguration.table[entry.name]?.flag {
      return ("--\(flag)", entry.texts.map { "--\(flag)=\($0)" })
    }
    let table = TrainingConfiguration.table
    let name = plain(entry.name)
    let isNegated = name != entry.name
    let setting = table[name]
    guard isKnown(name) else { return nil }
    let isSwitch = setting?.isSwitch ?? otherSwitches.contains(name)
    guard isSwitch || !isNegated else { return nil }
    if let setting, setting.flag == nil {
      let flag = SettingAssignment.flag
      return (flag, entry.texts.map { "\(flag)=\(setting.name)=\($0)" })
    }
    let flag = "--\(setting?.flag ?? name)"
    guard let first = entry.texts.first else {
      // An empty list adds nothing.
      if setting?.isList ?? true { return (flag, []) }
      return setting?.unset.map { (flag, ["\(flag)=\($0)"]) }
    }
    if isSwitch, ["true", "false"].contains(first) {
      let isOn = (first == "true") != isNegated
      // Other switches are off by default and cannot be turned off.
      return (flag, isOn ? [flag] : setting == nil ? [] : [negation + flag.dropFirst(2)])
    }
    return (flag, entry.texts.map { "\(flag)=\($0)" })
  }

  /// Returns the flags among arguments, without values and negations.
  private static func names(_ arguments: [String]) -> Set<String> {
    Set(
      arguments.map {
        let name = String($0.split(separator: "=", maxSplits: 1).first ?? "")
        return name.hasPrefix(negation) ? "--" + name.dropFirst(negation.count) : name
      })
  }

  /// Returns the arguments without text flags set to `none`.
  private static func withoutUnset(_ arguments: [String]) -> [String] {
    var result: [String] = []
    for argument in arguments {
      if argument == "none", let flag = result.last, freeTexts.contains(flag) {
        result.removeLast()
      } else if !freeTexts.contains(where: { argument == "\($0)=none" }) {
        result.append(argument)
      }
    }
    return result
  }

  private static func find(_ arguments: [String]) -> Int? {
    arguments.prefix { $0 != "--" }.firstIndex { $0 == flag || $0.hasPrefix(flag + "=") }
  }
}
