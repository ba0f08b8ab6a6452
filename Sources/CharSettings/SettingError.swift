public import Foundation

/// A setting that cannot be what it is.
public enum SettingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A value outside its range, by the name of the setting.
  case outOfRange(String, value: String, allowed: String)
  /// Settings that do not go together, with the reason.
  case conflict(String)
  /// A text that is no value of the setting.
  case wrongValue(String, value: String, expected: String)
  /// A name that no setting has.
  case unknown(String)

  /// The problem and the valid values.
  public var description: String {
    switch self {
    case .outOfRange(let name, let value, let allowed):
      "\(name): \(value) is out of range; give \(allowed)"
    case .conflict(let reason): reason
    case .wrongValue(let name, let value, let expected):
      "\(name): \(value.isEmpty ? "nothing" : value) is not \(expected)"
    case .unknown(let name): "\(name) is no setting"
    }
  }
}

extension SettingError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
