public import CharNetwork
internal import CharNumerics

/// Three lanes of nine steps with sequences of several lengths, a lane without any, and places that
/// nothing fills. Tokens and, by the network's head, labels are random; some have none.
public func makeSequences(
  vocabulary: Int = 7, labels: Int = 4, labelsSequences: Bool, seed: UInt64 = 5
) -> TokenBatch {
  var random = RandomSource(seed: seed)
  let (steps, lanes) = (9, 4)
  func label() -> Int32 {
    random.next() % 4 == 0 ? TokenBatch.noTarget : Int32(random.next() % UInt64(labels))
  }
  let inputs = (0..<steps * lanes).map { _ in Int32(random.next() % UInt64(vocabulary)) }
  let places: [(lane: Int, steps: Range<Int>)] = [
    (0, 0..<9), (1, 0..<4), (1, 4..<5), (1, 5..<8), (3, 0..<2),
  ]
  var targets = [Int32](repeating: TokenBatch.noTarget, count: steps * lanes)
  let spans = places.map { lane, span in
    guard !labelsSequences else {
      return TokenBatch.Span(lane: lane, steps: span, target: label())
    }
    for step in span { targets[step * lanes + lane] = label() }
    return TokenBatch.Span(lane: lane, steps: span)
  }
  return TokenBatch(
    steps: steps, lanes: lanes, inputs: inputs, targets: targets, spans: spans)
}

extension TokenBatch {
  /// The tokens of a span.
  public func tokens(of span: Span) -> [Int32] {
    span.steps.map { inputs[$0 * lanes + span.lane] }
  }

  /// One of its spans alone, in a lane of its own length.
  public func alone(_ span: Span) -> TokenBatch {
    TokenBatch(
      steps: span.steps.count, lanes: 1, inputs: tokens(of: span),
      targets: span.steps.map { targets[$0 * lanes + span.lane] },
      spans: [Span(lane: 0, steps: 0..<span.steps.count, target: span.target)])
  }
}
