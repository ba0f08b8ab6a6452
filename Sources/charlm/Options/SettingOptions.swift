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
      let flag = GivenFlags.name(label)
      guard let setting = Root.table[flag], (try? setting.set(texts, in: &configuration)) != nil
      else { preconditionFailure("--\(flag) is no setting, or one of another type") }
    }
  }

  /// The names of the flags that are given, without dashes.
  var given: [String] {
    Mirror(reflecting: self).children.compactMap { label, child in
      (child as? any GivenFlag).flatMap { Self.texts($0.value) }.map { _ in GivenFlags.name(label) }
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
