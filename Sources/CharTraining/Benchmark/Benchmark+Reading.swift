public import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharText

extension Benchmark {
  /// Generates texts in parallel, at temperature 1 and without end.
  ///
  /// - Parameters:
  ///   - count: the number of texts.
  ///   - sampling: options of drawing; the temperature is not used.
  /// - Returns: the speed of all texts together.
  /// - Throws: `TokenizerError`, never for a vocabulary of 3 to 1,000,000 tokens.
  public func sample(
    count: Int = 1, _ sampling: SamplingOptions = SamplingOptions()
  ) throws -> Result {
    let model = LanguageModel(
      tokenizer: try Tokenizer(scalars: network.vocabularySize), network: network,
      parameters: parameters, precision: precision, threads: threads)
    var options = GenerationOptions()
    options.sampling = sampling
    options.sampling.temperature = 1
    options.length = .max
    var decoder = LaneDecoder(model, lanes: count, threads: min(count, threads))
    for index in 0..<count {
      try decoder.add("", options, processors: [NeverEnding()], sampleIndex: index)
    }
    let steps = 1000 / min(count, 10)
    let tokens = steps * count
    return time(tokens: tokens, operations: operations * Double(tokens)) {
      _ = decoder.step(steps)
    }
  }

  /// Computes the log-probabilities of 1,000 lines of 80 characters, as `charlm score` does.
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

  /// Computes the log-probabilities of a single stream.
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

/// Forbids the end of the document.
private struct NeverEnding: LogitsProcessor {
  var lookback: Int { 0 }

  func process(_ logits: inout [Float], after tokens: [Token]) {
    logits[Int(Vocabulary.documentBoundary)] = -.infinity
  }
}

extension Tokenizer {
  /// Creates a tokenizer with the given number of characters.
  ///
  /// - Parameter count: the number of tokens, including the special ones.
  /// - Throws: `TokenizerError` if there are not enough characters.
  fileprivate init(scalars count: Int) throws {
    let scalars = (UInt32(UInt8(ascii: "!"))...).lazy.compactMap(Unicode.Scalar.init)
    let pieces = scalars.prefix(max(0, count - Int(Vocabulary.firstPiece)))
    self.init(
      configuration: TextConfiguration(),
      vocabulary: try Vocabulary(pieces: pieces.map { Array(String($0).utf8) }, unit: .scalar))
  }
}
