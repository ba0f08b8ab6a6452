/// A passage as local numbers: one for each piece and condition that occurs in it, and 0 for a
/// document boundary. So passages can be numbered in parallel before the vocabulary is known.
struct NumberedPassage: Sendable {
  var numbers: NarrowNumbers
  var unit: TextUnit
  /// The pieces by number; `pieces[i]` has the number i + 1.
  var pieces: [NumberedPiece]
  /// The bytes of clusters, and of conditions as ``ConditionPiece`` encodes them.
  var clusters: [[UInt8]]
  /// The count of each piece, possibly 0.
  var counts: [Int]
  /// The indices at which documents start.
  var documents: [UInt32]
  /// The places at which the passage may be split.
  var marks: PassageMarks
  /// The hash of the text.
  var hash: TextHash
}
