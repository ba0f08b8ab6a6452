import ArgumentParser
import CharSettings

/// A value that can be unset.
protocol Unsettable {
  /// The value as typed; empty if unset.
  var texts: [String] { get }
}

/// A value, or `none`, which unsets the value of a preset, a file or an earlier start.
struct OrNone<Value: ExpressibleByArgument>: ExpressibleByArgument, Unsettable {
  let value: Value?

  init?(argument: String) {
    guard argument != "none" else {
      value = nil
      return
    }
    guard let value = Value(argument: argument) else { return nil }
    self.value = value
  }

  static var allValueStrings: [String] {
    Value.allValueStrings.isEmpty ? [] : Value.allValueStrings + ["none"]
  }

  var texts: [String] { (value as? any SettingValue)?.texts ?? [] }
}

/// A value, or `auto`, which lets the data, the optimizer or the machine decide.
struct OrAuto<Value: ExpressibleByArgument>: ExpressibleByArgument, Unsettable {
  let value: Value?

  init?(argument: String) {
    guard argument != "auto" else {
      value = nil
      return
    }
    guard let value = Value(argument: argument) else { return nil }
    self.value = value
  }

  var texts: [String] { (value as? any SettingValue)?.texts ?? [] }
}
