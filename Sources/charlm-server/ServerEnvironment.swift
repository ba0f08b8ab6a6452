import ArgumentParser
import Foundation

/// Environment variables that stand for options: `CHARLM_SERVER_MAX_TOKENS` for `--max-tokens`.
struct ServerEnvironment {
  private let values = ProcessInfo.processInfo.environment

  /// The text of an option; nil if its variable is missing or empty.
  subscript(option: String) -> String? {
    let value = values[Self.name(of: option)] ?? ""
    return value.isEmpty ? nil : value
  }

  /// The value of an option: that of the flag, or else of its variable.
  ///
  /// - Throws: `ValidationError` if the variable holds no such value.
  func value<Value: ExpressibleByArgument>(_ option: String, _ flag: Value?) throws -> Value? {
    if let flag { return flag }
    guard let text = self[option] else { return nil }
    guard let value = Value(argument: text) else {
      throw ValidationError("\(Self.name(of: option)): \(text) is no value of --\(option)")
    }
    return value
  }

  private static func name(of option: String) -> String {
    "CHARLM_SERVER_" + option.uppercased().replacingOccurrences(of: "-", with: "_")
  }
}
