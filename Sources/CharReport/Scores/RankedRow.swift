package import CharIO

/// A candidate in the order of a ranking.
package struct RankedRow {
  private let text: [UInt8]
  private let score: Double?
  private let group: Int

  /// Creates a row.
  ///
  /// - Parameters:
  ///   - text: the candidate.
  ///   - score: its score; nil if it has none.
  ///   - group: the number of its group, from 1.
  package init(_ text: [UInt8], _ score: Double?, group: Int) {
    (self.text, self.score, self.group) = (text, score, group)
  }

  /// The score and the text, separated by a tab.
  package var columns: [UInt8] {
    Array("\(score.map { $0.fixed(4) } ?? "")\t".utf8) + text + [UInt8(ascii: "\n")]
  }

  /// The row with stable keys.
  package var json: JSON {
    .object([
      ("text", .string(String(decoding: text, as: UTF8.self))), ("score", .optional(score)),
      ("group", .integer(group)),
    ])
  }
}
