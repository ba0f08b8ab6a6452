import ArgumentParser
import CharSettings
import CharTraining

/// Options that are settings, each named as the flag of its setting.
protocol SettingOptions: ParsableArguments {}

extension SettingOptions {
  /// Sets what the command line gives.
  ///
  /// - Parameter configuration: the configuration that has these settings.
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

  /// A value as it is typed: empty if it is unset, nil if it is not there.
  private static func texts(_ value: Any) -> [String]? {
    switch value {
    case let value as any SettingValue: value.texts.isEmpty ? nil : value.texts
    case let value as any Unsettable: value.texts
    case let values as [any SettingValue] where !values.isEmpty: values.flatMap(\.texts)
    default: nil
    }
  }
}

/// A flag with the value that the command line gives it.
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
    for assignment in assignments {
      let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
      guard let setting = Self.table[parts.first ?? ""] else {
        throw SettingError.unknown(parts.first ?? "")
      }
      try setting.set(Array(parts.dropFirst()), in: &self)
    }
  }
}
