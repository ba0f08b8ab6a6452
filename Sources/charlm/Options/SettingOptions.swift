import ArgumentParser
import CharSettings

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
