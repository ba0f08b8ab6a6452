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
    let engine = InferenceEngine(network, parameters, precision: precision, threads: threads)
    let parts = min(count, threads)
    let shards = Shards(count: parts, threads: parts) { part in
      SampleLanes(
        engine, count * part / parts..<count * (part + 1) / parts, sharesThreads: count == 1)
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
    let tokens: [Token] = (0..<lines).flatMap { line in
      [boundary] + text[line * length..<(line + 1) * length]
    }
    let spans: [Range<Int>] = (0..<lines).map { line in
      line * (length + 1)..<(line + 1) * (length + 1)
    }
    let engine = InferenceEngine(
      network, parameters, precision: precision, boundary: boundary, threads: threads)
    return time(tokens: lines * length, operations: operations * Double(lines * length)) {
      _ = engine.logProbabilities(tokens[...], spans: spans)
    }
  }

  /// The log-probabilities of one stream.
  public func evaluate() -> Result {
    let tokens = randomTokens(Self.steps * 20 + 1)
    let engine = InferenceEngine(
      network, parameters, precision: precision, boundary: Vocabulary.documentBoundary,
      threads: threads)
    return time(tokens: tokens.count - 1, operations: operations * Double(tokens.count - 1)) {
      var state = network.initialState(lanes: 1)
      _ = engine.logProbabilities(tokens[...], from: &state)
    }
  }
}

/// Lanes of one thread that read what they draw, without end.
private struct SampleLanes {
  private let engine: InferenceEngine
  private let sharesThreads: Bool
  private var state: NetworkState
  private var samplers: [Sampler]
  private var tokens: [Token]
  private var logits: [Float]

  init(_ engine: InferenceEngine, _ numbers: Range<Int>, sharesThreads: Bool) {
    let vocabulary = engine.network.vocabularySize
    var options = SamplingOptions()
    options.temperature = 1
    self.engine = engine
    self.sharesThreads = sharesThreads
    state = engine.network.initialState(lanes: numbers.count)
    samplers = numbers.compactMap { try? Sampler(options, stream: UInt64($0)) }
    tokens = Array(repeating: Token(vocabulary - 1), count: numbers.count)
    logits = Array(repeating: 0, count: numbers.count * vocabulary)
  }

  mutating func advance(steps: Int) {
    let vocabulary = engine.network.vocabularySize
    for _ in 0..<steps {
      engine.step(tokens, &state, logits: &logits, sharesThreads: sharesThreads)
      for lane in tokens.indices {
        // Random weights give finite logits, but for the most extreme sizes.
        tokens[lane] =
          (try? samplers[lane].draw(
            from: Array(logits[lane * vocabulary..<(lane + 1) * vocabulary]))) ?? tokens[lane]
      }
    }
  }
}
