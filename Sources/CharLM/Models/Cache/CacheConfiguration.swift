internal import CharSettings

/// Settings of a neural cache.
public struct CacheConfiguration: Equatable, Sendable {
  /// N: number of tokens that the cache holds.
  public var size = 2000
  /// λ: weight of the cache; the network has the rest of 1.
  public var weight = 0.1
  /// θ: how much similar contexts count more than others; 0 = all the same.
  public var flatness = 0.6

  /// Creates the default settings.
  public init() {}

  /// Checks the ranges.
  ///
  /// - Throws: `SettingError.outOfRange`.
  public func validate() throws {
    guard (1...1_000_000).contains(size) else {
      throw SettingError.outOfRange("cache", value: "\(size)", allowed: "1 to 1000000")
    }
    guard weight >= 0, weight < 1 else {
      throw SettingError.outOfRange(
        "cache-weight", value: "\(weight)", allowed: "0 to less than 1")
    }
    // Times a product of vectors, a larger one is beyond Float.
    guard (0...1_000_000).contains(flatness) else {
      throw SettingError.outOfRange(
        "cache-flatness", value: "\(flatness)", allowed: "0 to 1000000")
    }
  }
}
