/// The numbers that a setting can have.
public struct SettingRange: Sendable {
  /// The range in words, as in "0 to less than 1".
  public let words: String
  let contains: @Sendable (Double) -> Bool

  /// Whole numbers.
  package static func whole(_ limits: ClosedRange<Int>) -> SettingRange {
    let (first, last) = (Double(limits.lowerBound), Double(limits.upperBound))
    return SettingRange(words: "\(limits.lowerBound) to \(limits.upperBound)") {
      $0 >= first && $0 <= last
    }
  }

  /// A count of what there may be many of.
  package static let count = whole(1...1_000_000_000)
  /// A share, or a probability of what must not be certain.
  package static let share = SettingRange(words: "0 to less than 1") { $0 >= 0 && $0 < 1 }
  /// A part of a whole, which may be all of it.
  package static let part = SettingRange(words: "0 to 1") { $0 >= 0 && $0 <= 1 }
  /// A factor that makes nothing larger.
  package static let factor = SettingRange(words: "more than 0, up to 1") { $0 > 0 && $0 <= 1 }
  /// A measure that cannot be zero.
  package static let positive = SettingRange(words: "more than 0") { $0 > 0 && $0.isFinite }
  /// A count, or a factor that makes nothing smaller.
  package static let oneOrMore = SettingRange(words: "1 or more") { $0 >= 1 && $0.isFinite }
  /// Any number.
  package static let finite = SettingRange(words: "a finite number") { $0.isFinite }
  /// A measure that can.
  package static let notNegative = SettingRange(words: "0 or more") { $0 >= 0 && $0.isFinite }
}
