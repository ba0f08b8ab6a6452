/// A chunk of a file's text before normalization: well-formed, with converted line ends, divided
/// into documents.
struct Passage: Sendable {
  var text: [UInt8]
  /// The segments of documents, in order; bytes between them are not text.
  var segments: [DocumentSplitter.Segment]
}

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

/// Converts passages to local numbers.
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
