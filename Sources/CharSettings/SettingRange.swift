/// The numbers that a setting can have.
public struct SettingRange: Sendable {
  /// The range in words, as in "0 to less than 1".
  public let words: String
  /// Whether a number is in it.
  let contains: @Sendable (Double) -> Bool

  /// Whole numbers.
  ///
  /// - Parameter limits: the first and the last.
  /// - Returns: their range.
  public static func whole(_ limits: ClosedRange<Int>) -> SettingRange {
    SettingRange(words: "\(limits.lowerBound) to \(limits.upperBound)") {
      $0 >= Double(limits.lowerBound) && $0 <= Double(limits.upperBound)
    }
  }

  /// A count of what there may be many of.
  public static let count = whole(1...1_000_000_000)
  /// A share, or a probability of what must not be certain.
  public static let share = SettingRange(words: "0 to less than 1") { $0 >= 0 && $0 < 1 }
  /// A factor that makes nothing larger.
  public static let factor = SettingRange(words: "more than 0, up to 1") { $0 > 0 && $0 <= 1 }
  /// A measure that cannot be zero.
  public static let positive = SettingRange(words: "more than 0") { $0 > 0 && $0.isFinite }
  /// A measure that can.
  public static let notNegative = SettingRange(words: "0 or more") { $0 >= 0 && $0.isFinite }
}
