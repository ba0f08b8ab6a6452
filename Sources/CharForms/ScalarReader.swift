/// A parser that reads the Unicode scalars of a specification one after another.
protocol ScalarReader {
  var scalars: [UInt32] { get }
  /// The index of the next scalar.
  var index: Int { get set }

  /// Returns an error at an index, or at the next scalar.
  func error(_ problem: String, at index: Int?) -> ConstraintError
}

extension ScalarReader {
  /// The largest nesting depth.
  static var deepest: Int { 200 }
  /// The largest number of repetitions.
  static var mostCopies: Int { 1 << 20 }

  /// The next scalar; nil at the end.
  var next: UInt32? { index < scalars.count ? scalars[index] : nil }

  func error(_ problem: String) -> ConstraintError { error(problem, at: nil) }

  /// True if a text comes next.
  func looking(at text: String) -> Bool {
    scalars[index...].starts(with: text.unicodeScalars.lazy.map(\.value))
  }

  /// Skips a text if it comes next.
  ///
  /// - Returns: true if it was there.
  mutating func skip(_ text: String) -> Bool {
    guard looking(at: text) else { return false }
    index += text.unicodeScalars.count
    return true
  }

  /// Reads the number of repetitions; nil if there are no digits.
  mutating func number() throws(ConstraintError) -> Int? {
    var value: Int?
    while let scalar = next, (0x30...0x39).contains(scalar) {
      value = (value ?? 0) * 10 + Int(scalar - 0x30)
      index += 1
      guard value ?? 0 <= Self.mostCopies else { throw error("too many repetitions") }
    }
    return value
  }
}
