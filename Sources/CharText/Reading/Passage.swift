/// Part of a file's text on its way to tokens: well-formed, with line ends and documents settled,
/// but not yet normalized.
struct Passage: Sendable {
  var text: [UInt8]
  /// The parts of documents in it, in order; what stands between them is no text.
  var segments: [DocumentSplitter.Segment]
}

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

/// Turns passages into numbers.
struct PassageNumbering: Sendable {
  private let configuration: TextConfiguration
  private let normalizer: TextNormalizer?

  init(_ configuration: TextConfiguration) {
    self.configuration = configuration
    normalizer = TextNormalizer(configuration.normalization, foldsCase: configuration.foldsCase)
  }

  func number(_ passage: Passage) -> NumberedPassage {
    var sink = PieceNumbers(configuration.unit)
    var hash = TextHash()
    var normalized: [UInt8] = []
    for segment in passage.segments {
      sink.mark(segment.characters)
      if segment.startsDocument {
        sink.startDocument()
        hash.startDocument()
        if let condition = segment.condition.map(configuration.conditionName) {
          sink.take(condition: condition)
          hash.add(condition: condition)
        }
      }
      hash.add(passage.text, segment.range)
      if let normalizer {
        normalized.removeAll(keepingCapacity: true)
        normalizer.append(passage.text, segment.range, to: &normalized)
        sink.add(normalized, 0..<normalized.count)
      } else {
        sink.add(passage.text, segment.range)
      }
    }
    return sink.finish(hash)
  }
}
