import ArgumentParser
import CharLM
import CharSettings

/// The flags of a parsed command that have a value, with those of its option groups.
enum GivenFlags {
  /// Returns the flags and their values as on the command line, in the order of declaration.
  ///
  /// - Parameter command: a parsed command or option group.
  /// - Returns: the flags without dashes. Positional arguments are left out.
  static func all(of command: any ParsableArguments) -> [GenerationReceipt.Setting] {
    Mirror(reflecting: command).children.flatMap { label, child in
      if let group = child as? any GivenGroup { return all(of: group.group) }
      guard let flag = child as? any GivenFlag, let texts = texts(flag.value) else { return [] }
      return [GenerationReceipt.Setting(name(label), texts)]
    }
  }

  /// Returns the name of a flag: the property `minCount` is stored as `_minCount`, and its flag is
  /// `--min-count`.
  static func name(_ label: String?) -> String {
    (label ?? "").dropFirst().reduce(into: "") {
      $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1)
    }
  }

  /// Returns a value as typed: nothing for a switch that is on, nil if it is not given.
  private static func texts(_ value: Any) -> [String]? {
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional, mirror.children.isEmpty { return nil }
    if let isOn = value as? Bool { return isOn ? [] : nil }
    guard let value = value as? any SettingValue else {
      preconditionFailure("a flag of type \(type(of: value)) is not a SettingValue")
    }
    return value.texts.isEmpty ? nil : value.texts
  }
}

/// A flag with its value from the command line.
protocol GivenFlag {
  var value: Any { get }
}

/// A group of options.
private protocol GivenGroup {
  var group: any ParsableArguments { get }
}

extension Option: GivenFlag {
  var value: Any { wrappedValue }
}

extension Flag: GivenFlag {
  var value: Any { wrappedValue }
}

extension OptionGroup: GivenGroup {
  fileprivate var group: any ParsableArguments { wrappedValue }
}
