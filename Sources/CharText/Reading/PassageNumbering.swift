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
