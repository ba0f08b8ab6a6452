internal import CharNumerics
public import CharText

/// Draws tokens from logits: applies processors, then draws from the softmax.
public struct Sampler: Sendable {
  private let seed: UInt64
  private var processors: [any LogitsProcessor]
  /// The division by the temperature, where it comes last; else nothing is left to divide.
  private var scaling: TemperatureScaling?
  private var random: RandomSource
  /// The text so far, or as much of its end as processors read.
  private var tokens: [Token] = []
  private let lookback: Int
  private var scratch: [Float] = []
  private var terms: [Float] = []

  /// Makes a sampler that starts from the seed of the options.
  ///
  /// - Parameters:
  ///   - options: options of drawing a token.
  ///   - tokenizer: the tokenizer of the model. Without it, options that name characters, and the
  ///     temperature of the start of a word, have no effect.
  ///   - extra: processors that are applied before those of the options.
  ///   - stream: the number of a stream of random numbers; each stream of a seed draws other tokens.
  /// - Throws: `SamplingError` if an option is out of range, or a character is not a token of the model.
  public init(
    _ options: SamplingOptions, _ tokenizer: Tokenizer? = nil,
    extra: [any LogitsProcessor] = [], stream: UInt64 = 0
  ) throws {
    try options.validate()
    seed = options.seed
    processors = extra
    if let bias = try options.bias(tokenizer) { processors.append(bias) }
    var stages = options.order.stages[...]
    if options.mirostat.target == nil, stages.last == .temperature {
      stages.removeLast()
      scaling = options.scaling(tokenizer)
    }
    for stage in stages {
      if let processor = try options.processor(of: stage, tokenizer) {
        processors.append(processor)
      }
    }
    if let target = options.mirostat.target {
      processors.append(Mirostat(target: target, rate: options.mirostat.rate))
    }
    lookback = (processors.map(\.lookback) + [scaling?.lookback ?? 0]).max() ?? 0
    random = RandomSource(seed: 0)
    restart(stream: stream)
  }

  /// Goes to the start of a stream of random numbers. The processors keep the tokens that they accepted.
  mutating func restart(stream: UInt64) {
    random = RandomSource(seed: seed, stream: stream)
    for i in processors.indices { processors[i].seed(seed, stream: stream) }
  }

  /// Appends a token to the text.
  ///
  /// - Parameter token: a token of the prompt, or one that was drawn.
  public mutating func accept(_ token: Token) {
    // Room for as many again, so that tokens are moved rarely.
    if tokens.count >= 64, tokens.count / 2 >= lookback {
      tokens.removeFirst(tokens.count - lookback)
    }
    tokens.append(token)
    for i in processors.indices { processors[i].accept(token) }
  }

  /// True if a processor ends the text after the token that was accepted last.
  public var endsText: Bool { processors.contains(where: \.endsText) }

  /// Draws a token.
  ///
  /// - Parameter logits: one per token of the vocabulary; −∞ forbids a token.
  /// - Returns: the token.
  /// - Throws: `PredictionError.notFinite` if one of them is not a number or +∞, and
  ///   `PredictionError.everythingForbidden` if all are −∞ when the processors have changed them.
  public mutating func draw(from logits: [Float]) throws(PredictionError) -> Token {
    try draw(from: logits[...])
  }

  mutating func draw(from logits: ArraySlice<Float>) throws(PredictionError) -> Token {
    _ = try Self.largest(logits)
    // The memory of the copy is reused from token to token.
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: logits)
    for i in processors.indices { processors[i].process(&scratch, after: tokens) }
    guard try Self.largest(scratch[...]) > -.infinity else { throw .everythingForbidden }
    let token = pick()
    accept(token)
    return token
  }

  /// Checks that a token can be drawn from the logits of a model.
  ///
  /// - Throws: `PredictionError.notFinite` if one is not a number or +∞, or all are −∞.
  static func check(_ logits: [Float]) throws(PredictionError) {
    guard try largest(logits[...]) > -.infinity else { throw .notFinite }
  }

  /// Returns the largest logit; −∞ if there are none.
  ///
  /// - Throws: `PredictionError.notFinite` if one is not a number or +∞.
  private static func largest(_ logits: ArraySlice<Float>) throws(PredictionError) -> Float {
    var largest = -Float.infinity
    for logit in logits {
      // Not a number fails the comparison too.
      guard logit < .infinity else { throw .notFinite }
      if logit > largest { largest = logit }
    }
    return largest
  }

  private mutating func pick() -> Token {
    let temperature = scaling?.value(scratch, after: tokens) ?? 1
    guard temperature > TemperatureScaling.least else { return Token(scratch.likeliest) }
    if terms.count != scratch.count { terms = scratch }
    var rest = random.nextDouble() * Softmax.terms(scratch, temperature: temperature, into: &terms)
    // A token whose term is 0 can never be drawn.
    for i in terms.indices where terms[i] > 0 {
      rest -= Double(terms[i])
      if rest < 0 { return Token(i) }
    }
    return Token(scratch.likeliest)
  }
}
