/// A decimal number, exactly.
struct Decimal: Hashable, Sendable {
  /// The largest exponent that is read.
  private static let largest = 400

  let isNegative: Bool
  /// Digits before the point without leading zeros; none for 0.
  let whole: [UInt8]
  /// Digits after the point without trailing zeros.
  let fraction: [UInt8]

  static let zero = Decimal(isNegative: false, whole: [], fraction: [])

  private init(isNegative: Bool, whole: [UInt8], fraction: [UInt8]) {
    self.isNegative = isNegative && !(whole.isEmpty && fraction.isEmpty)
    self.whole = whole
    self.fraction = fraction
  }

  /// Reads a number of JSON; nil if its exponent is extreme.
  init?(_ text: [UInt8]) {
    var text = text[...]
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative { text.removeFirst() }
    let mark = text.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? text.endIndex
    let exponent =
      mark < text.endIndex ? Int(String(decoding: text[(mark + 1)...], as: UTF8.self)) : 0
    guard let exponent, abs(exponent) <= Self.largest else { return nil }
    let parts = text[..<mark].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    var digits = parts.joined().map { $0 - UInt8(ascii: "0") }
    var point = parts[0].count + exponent
    if point < 0 {
      digits.insert(contentsOf: repeatElement(0, count: -point), at: 0)
      point = 0
    }
    if point > digits.count {
      digits += repeatElement(0, count: point - digits.count)
    }
    let fraction = Array(digits[point...])
    self.init(
      isNegative: isNegative, whole: Array(digits[..<point].drop { $0 == 0 }),
      fraction: Array(fraction[..<((fraction.lastIndex { $0 != 0 } ?? -1) + 1)]))
  }

  /// The number without its sign.
  var magnitude: Decimal { Decimal(isNegative: false, whole: whole, fraction: fraction) }

  /// The number as a whole one of `Int`; nil if it is none.
  var integer: Int? {
    guard fraction.isEmpty else { return nil }
    let digits = whole.map { String($0) }.joined()
    return Int((isNegative ? "-" : "") + (digits.isEmpty ? "0" : digits))
  }
}

extension Decimal: Comparable {
  static func < (left: Decimal, right: Decimal) -> Bool {
    guard left.isNegative == right.isNegative else { return left.isNegative }
    return left.isNegative
      ? right.magnitude.isBelow(left.magnitude) : left.isBelow(right)
  }

  /// True if the magnitude is smaller than another.
  private func isBelow(_ other: Decimal) -> Bool {
    guard whole.count == other.whole.count else { return whole.count < other.whole.count }
    return (whole + fraction).lexicographicallyPrecedes(other.whole + other.fraction)
  }
}
