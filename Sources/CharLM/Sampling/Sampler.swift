internal import CharNumerics
public import CharText

/// Draws tokens: a chain of processors, then chance.
public struct Sampler: Sendable {
  private let temperature: Double
  private let seed: UInt64
  private var processors: [any LogitsProcessor]
  private var random: RandomSource

  /// A sampler that starts from the options' seed.
  ///
  /// - Parameters:
  ///   - options: how to draw.
  ///   - extra: processors that come before those of the options.
  ///   - stream: tells apart samplers of one seed: the number of the sample.
  /// - Throws: `SamplingError` if an option is out of range.
  public init(
    _ options: SamplingOptions, extra: [any LogitsProcessor] = [], stream: UInt64 = 0
  ) throws {
    try options.validate()
    temperature = options.temperature
    seed = options.seed
    processors = extra
    if options.repetitionPenalty != 1 && options.repetitionWindow > 0 {
      processors.append(
        RepetitionPenalty(penalty: options.repetitionPenalty, window: options.repetitionWindow))
    }
    let truncations: [Truncation?] = [
      options.topK.map { .topK($0) }, options.typicalP.map { .typicalP($0) },
      options.topP.map { .topP($0) }, options.minP.map { .minP($0) },
    ]
    processors += truncations.compactMap(\.self)
    random = RandomSource(seed: options.seed, stream: stream)
  }

  /// Goes back to the start of a stream of chance; what the processors were told stays.
  mutating func restart(stream: UInt64) { random = RandomSource(seed: seed, stream: stream) }

  /// Tells the processors of a token that was read.
  ///
  /// - Parameter token: a token of the prompt.
  public mutating func accept(_ token: Token) {
    for i in processors.indices { processors[i].accept(token) }
  }

  /// Draws a token.
  ///
  /// - Parameter logits: one per token of the vocabulary, at least one of them finite.
  /// - Returns: the token.
  public mutating func draw(from logits: [Float]) -> Token {
    var logits = logits
    for i in processors.indices { processors[i].process(&logits) }
    let token = pick(logits)
    accept(token)
    return token
  }

  private mutating func pick(_ logits: [Float]) -> Token {
    var best = 0
    for i in logits.indices where logits[i] > logits[best] { best = i }
    guard temperature > 0 else { return Token(best) }
    let top = Double(logits[best])
    let terms = logits.map { exponential((Double($0) - top) / temperature) }
    // A token whose term is 0 can never be drawn.
    var rest = random.nextDouble() * terms.reduce(0, +)
    for (i, term) in terms.enumerated() where term > 0 {
      rest -= term
      if rest < 0 { return Token(i) }
    }
    return Token(best)
  }
}

/// Forbids `<unk>`, which is no text.
struct NoUnknown: LogitsProcessor {
  func process(_ logits: inout [Float]) { logits[Int(Vocabulary.unknown)] = -.infinity }
}
