/// The first place where two texts differ.
package struct TextDifference: Equatable, Sendable {
  /// The line, from 1.
  package var line: Int
  /// The character in the line, from 1.
  package var column: Int
  /// The start of the rest of each text, empty at its end.
  package var expected, found: String

  /// Characters of the rests that are kept.
  private static let excerpt = 20

  /// Finds the first difference, by Unicode scalars; nil if the texts are the same.
  ///
  /// - Parameters:
  ///   - expected: a text.
  ///   - found: another one.
  package init?(_ expected: String, _ found: String) {
    let (left, right) = (Array(expected.unicodeScalars), Array(found.unicodeScalars))
    let index = zip(left, right).prefix { $0 == $1 }.count
    guard index < max(left.count, right.count) else { return nil }
    let lineStart = left[..<index].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    line = left[..<index].count { $0 == "\n" } + 1
    column = Self.text(left[lineStart..<index]).count + 1
    self.expected = Self.text(left[index...].prefix(Self.excerpt))
    self.found = Self.text(right[index...].prefix(Self.excerpt))
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}
