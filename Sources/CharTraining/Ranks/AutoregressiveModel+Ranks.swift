internal import CharLM
internal import CharNumerics
internal import CharText

extension AutoregressiveModel {
  /// Computes ln p of every token after the first, as `logProbabilities(_:)` does, by several ranks:
  /// each reads some of the documents.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary, the same on all ranks.
  ///   - communicator: the ranks, which all call this with the same weights.
  /// - Returns: one log-probability less than there are tokens, with the bits of one process; nil on
  ///   other ranks than 0.
  func logProbabilities(
    _ tokens: ArraySlice<Token>, among communicator: any Communicator
  ) -> [Double]? {
    guard communicator.size > 1 else { return logProbabilities(tokens) }
    let spansByRank = Self.deal(Self.documents(in: tokens), among: communicator.size)
    let own = spansByRank[communicator.rank]
    var values = logProbabilities(tokens, spans: own)
    let parts = communicator.gather(
      own.flatMap { values[Self.predictions(of: $0, in: tokens)] }, filler: 0)
    guard communicator.rank == 0 else { return nil }
    for (spans, part) in zip(spansByRank, parts).dropFirst() {
      var rest = part[...]
      for places in spans.map({ Self.predictions(of: $0, in: tokens) }) {
        values.replaceSubrange(places, with: rest.prefix(places.count))
        rest = rest.dropFirst(places.count)
      }
    }
    return values
  }

  /// The places of the predictions of a span among all.
  private static func predictions(of span: Range<Int>, in tokens: ArraySlice<Token>) -> Range<Int> {
    let first = span.lowerBound - tokens.startIndex
    return first..<first + span.count - 1
  }

  /// Divides spans into lists: the longest first, each into the list with the fewest tokens.
  private static func deal(_ spans: [Range<Int>], among count: Int) -> [[Range<Int>]] {
    var lists = [(tokens: Int, spans: [Range<Int>])](repeating: (0, []), count: count)
    for span in spans.sorted(by: { ($1.count, $0.lowerBound) < ($0.count, $1.lowerBound) }) {
      let least = lists.indices.min { lists[$0].tokens < lists[$1].tokens } ?? 0
      lists[least].tokens += span.count
      lists[least].spans.append(span)
    }
    return lists.map(\.spans)
  }
}
