/// A passage as numbers: each piece that occurs in it has one of its own, so does each condition, and
/// 0 is a document boundary. So passages can be numbered side by side before any of them knows the vocabulary.
struct NumberedPassage: Sendable {
  var numbers: NarrowNumbers
  var unit: TextUnit
  /// The piece that has the number i + 1.
  var pieces: [NumberedPiece]
  /// The bytes of clusters; of a condition those of ``ConditionPiece``.
  var clusters: [[UInt8]]
  /// How often each piece occurs, which may be never.
  var counts: [Int]
  /// Where documents start.
  var documents: [UInt32]
  /// Where it may be cut.
  var marks: PassageMarks
  /// Of what was read.
  var hash: TextHash
}
