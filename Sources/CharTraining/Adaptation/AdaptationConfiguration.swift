internal import CharSettings

/// Settings of dynamic evaluation.
public struct AdaptationConfiguration: Equatable, Sendable {
  /// Tokens that are predicted before the model learns from them.
  public var window = 32
  /// Learning rate: how far a weight moves in a step, relative to the root mean square of its gradient.
  public var rate = 3e-4
  /// Fraction of the way back to the trained weights after each step.
  public var decay = 1e-3

  /// Creates the default settings.
  public init() {}

  /// Checks the ranges.
  ///
  /// - Throws: `SettingError.outOfRange`.
  public func validate() throws {
    guard (1...4096).contains(window) else {
      throw SettingError.outOfRange("dynamic-window", value: "\(window)", allowed: "1 to 4096")
    }
    guard rate > 0, rate <= 1 else {
      throw SettingError.outOfRange(
        "dynamic-rate", value: "\(rate)", allowed: "more than 0, up to 1")
    }
    guard (0...1).contains(decay) else {
      throw SettingError.outOfRange("dynamic-decay", value: "\(decay)", allowed: "0 to 1")
    }
  }
}
