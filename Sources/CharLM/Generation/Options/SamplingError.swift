internal import CharSettings

/// A sampling option out of its range.
public struct SamplingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The name of the option.
  public let name: String
  /// The value that was given.
  public let value: String
  /// The values that are allowed.
  public let allowed: String

  /// A message with the name, the value and the allowed values.
  public var description: String { "\(name): \(value) is out of range; give \(allowed)" }
}

extension Configurable {
  /// Checks that all numbers are in their ranges.
  ///
  /// - Throws: `SamplingError` with the flag of the first that is not.
  func validateSampling() throws {
    do { try validateRanges() } catch SettingError.outOfRange(let name, let value, let allowed) {
      throw SamplingError(name: Self.table[name]?.flag ?? name, value: value, allowed: allowed)
    }
  }
}
