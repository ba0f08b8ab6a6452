internal import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharText

extension Benchmark {
  /// Some texts at once, a token of each at a time, drawn from the softmax; lanes shared by the
  /// threads.
  ///
  /// - Parameter count: texts.
  /// - Returns: the speed of all texts together.
  public func sample(count: Int = 1) -> Result {
    let reader = CharacterReader(network, parameters, precision: precision, threads: threads)
    let vocabulary = network.vocabularySize
    let parts = min(count, threads)
    let shards = Shards(count: parts, threads: parts) { part in
      SampleLanes(
        reader, count * part / parts..<count * (part + 1) / parts, vocabulary: vocabulary,
        sharesThreads: count == 1)
    }
    let steps = 1000 / min(count, 10)
    let tokens = steps * count
    return time(tokens: tokens, operations: operations * Double(tokens)) {
      shards.forEach { _, lanes in lanes.advance(steps: steps) }
    }
  }

  /// The log-probabilities of 1,000 lines of 80 characters, as `charlm score` computes them.
  public func score() -> Result {
    let (lines, length) = (1000, 80)
    let text = randomTokens(lines * length)
    let boundary = min(Vocabulary.documentBoundary, Token(network.vocabularySize - 1))
    let tokens = (0..<lines).flatMap {
      [boundary] + text[$0 * length..<($0 + 1) * length]
    }
    let spans = (0..<lines).map { $0 * (length + 1)..<($0 + 1) * (length + 1) }
    let scorer = SpanScorer(
      CharacterReader(network, parameters, precision: precision), threads: threads)
    return time(tokens: lines * length, operations: operations * Double(lines * length)) {
      _ = scorer.logProbabilities(tokens[...], spans: spans)
    }
  }

  /// The log-probabilities of one stream.
  public func evaluate() -> Result {
    let tokens = randomTokens(Self.steps * 20 + 1)
    let reader = CharacterReader(network, parameters, precision: precision, threads: threads)
    return time(tokens: tokens.count - 1, operations: operations * Double(tokens.count - 1)) {
      var state = network.initialState(lanes: 1)
      _ = reader.logProbabilities(
        tokens[...], from: &state, boundary: Vocabulary.documentBoundary)
    }
  }
}

/// Lanes of one thread that read what they draw, without end.
private struct SampleLanes {
  private let reader: CharacterReader
  private let vocabulary: Int
  private var stream: StreamState
  private var samplers: [Sampler]
  private var tokens: [Token]
  private var logits: [Float]

  init(
    _ reader: CharacterReader, _ numbers: Range<Int>, vocabulary: Int,
    sharesThreads: Bool
  ) {
    var options = SamplingOptions()
    options.temperature = 1
    self.reader = reader
    self.vocabulary = vocabulary
    stream = reader.makeStream(lanes: numbers.count, sharesThreads: sharesThreads)
    samplers = numbers.compactMap { try? Sampler(options, stream: UInt64($0)) }
    tokens = Array(repeating: Token(vocabulary - 1), count: numbers.count)
    logits = Array(repeating: 0, count: numbers.count * vocabulary)
  }

  mutating func advance(steps: Int) {
    for _ in 0..<steps {
      reader.advance(&stream, with: tokens, logits: &logits)
      for lane in tokens.indices {
        // Random weights give finite logits, but for the most extreme sizes.
        tokens[lane] =
          (try? samplers[lane].draw(
            from: Array(logits[lane * vocabulary..<(lane + 1) * vocabulary]))) ?? tokens[lane]
      }
    }
  }
}
