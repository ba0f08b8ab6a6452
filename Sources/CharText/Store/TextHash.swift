/// A hash of a text that is independent of how it is split into parts: a polynomial modulo 2^64
/// whose coefficients are the bytes of documents, the starts of documents and their conditions.
package struct TextHash: Equatable, Sendable {
  private var hash: UInt64 = 0
  /// base^n for n coefficients.
  private var power: UInt64 = 1

  private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let bases = (0..<8).reduce(into: [UInt64]()) { bases, _ in
    bases.append((bases.last ?? 1) &* base)
  }

  /// Creates the hash of an empty text.
  package init() {}

  /// The hash without the length.
  var value: UInt64 { hash }

  /// The hash and the length as text.
  package var text: String { String(hash, radix: 16) + "-" + String(power, radix: 16) }

  /// Adds the start of a document.
  package mutating func startDocument() { add(256) }

  mutating func add(condition name: [UInt8]) {
    add(257)
    add(name, 0..<name.count)
    add(258)
  }

  @inline(__always)
  private mutating func add(_ symbol: UInt64) {
    // No coefficient is 0, so texts of different lengths differ.
    hash = hash &* Self.base &+ symbol &+ 1
    power = power &* Self.base
  }

  /// Adds bytes.
  package mutating func add(_ bytes: [UInt8]) { add(bytes, 0..<bytes.count) }

  mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
    let input = bytes.span
    var index = range.lowerBound
    let bases = Self.bases
    while index + 8 <= range.upperBound {
      // Eight steps at once, with independent products.
      var sum: UInt64 = 0
      for j in 0..<7 { sum = sum &+ (UInt64(input[index + j]) &+ 1) &* bases[6 - j] }
      sum = sum &+ UInt64(input[index + 7]) &+ 1
      hash = hash &* bases[7] &+ sum
      power = power &* bases[7]
      index += 8
    }
    while index < range.upperBound {
      add(UInt64(input[index]))
      index += 1
    }
  }

  /// Appends the hash of the following text.
  mutating func append(_ other: TextHash) {
    hash = hash &* other.power &+ other.hash
    power = power &* other.power
  }
}
