import ArgumentParser
import CharSettings
import CharTraining

/// Options named as the flags of settings.
protocol SettingOptions: ParsableArguments {}

extension SettingOptions {
  /// Applies the settings given on the command line.
  ///
  /// - Parameter configuration: the configuration with these settings.
  func change<Root: Configurable>(_ configuration: inout Root) {
    for (label, child) in Mirror(reflecting: self).children {
      guard let value = (child as? any GivenFlag)?.value, let texts = Self.texts(value) else {
        continue
      }
      // The property `minCount` is stored as `_minCount`, and its flag is `--min-count`.
      let flag = (label ?? "").dropFirst().reduce(into: "") {
        $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1)
      }
      guard let setting = Root.table[flag], (try? setting.set(texts, in: &configuration)) != nil
      else { preconditionFailure("--\(flag) is no setting, or one of another type") }
    }
  }

  /// Returns a value as typed: empty if unset, nil if not given.
  private static func texts(_ value: Any) -> [String]? {
    switch value {
    case let value as any SettingValue: value.texts.isEmpty ? nil : value.texts
    case let value as any Unsettable: value.texts
    case let values as [any SettingValue] where !values.isEmpty: values.flatMap(\.texts)
    default: nil
    }
  }
}

/// A flag with its value from the command line.
private protocol GivenFlag {
  var value: Any { get }
}

extension Option: GivenFlag {
  fileprivate var value: Any { wrappedValue }
}

extension Flag: GivenFlag {
  fileprivate var value: Any { wrappedValue }
}

extension TrainingConfiguration {
  /// Sets settings by assignments in the form NAME=VALUE.
  ///
  /// - Parameter assignments: the assignments.
  /// - Throws: `SettingError`.
  mutating func assign(_ assignments: [String]) throws {
    var values: [(setting: Setting<Self>, texts: [String])] = []
    for assignment in assignments {
      let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
      guard let setting = Self.table[parts.first ?? ""] else {
        throw SettingError.unknown(parts.first ?? "")
      }
      let texts = Array(parts.dropFirst())
      let items = texts.flatMap { $0.split(separator: ",").map(String.init) }
      values.append((setting, setting.isList ? items : texts))
    }
    // A kind brings the group whose settings the others are.
    for isKind in [true, false] {
      for (setting, texts) in values where setting.name.hasSuffix(".kind") == isKind {
        try setting.set(texts, in: &self)
        guard
          texts.isEmpty || ["none", "auto"].contains(texts[0]) || !setting.texts(in: self).isEmpty
        else {
          let group = setting.name.prefix { $0 != "." }
          throw SettingError.conflict("\(setting.name) needs \(group).kind")
        }
      }
    }
  }
}
