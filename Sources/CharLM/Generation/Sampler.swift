internal import CharNumerics
public import CharText

/// Draws tokens from logits: applies processors, then draws from the softmax.
public struct Sampler: Sendable {
  private let temperature: Double
  private let seed: UInt64
  private var processors: [any LogitsProcessor]
  private var random: RandomSource
  /// The text so far.
  private var tokens: [Token] = []
  private var scratch: [Float] = []
  private var terms: [Float] = []

  /// Makes a sampler that starts from the seed of the options.
  ///
  /// - Parameters:
  ///   - options: options of drawing a token.
  ///   - extra: processors that are applied before those of the options.
  ///   - stream: the number of a stream of random numbers; each stream of a seed draws other tokens.
  /// - Throws: `SamplingError` if an option is out of range.
  public init(
    _ options: SamplingOptions, extra: [any LogitsProcessor] = [], stream: UInt64 = 0
  ) throws {
    try options.validate()
    temperature = options.temperature
    seed = options.seed
    processors = extra + Self.processors(of: options)
    random = RandomSource(seed: options.seed, stream: stream)
  }

  /// Makes the processors of the options, in their order.
  static func processors(of options: SamplingOptions) -> [any LogitsProcessor] {
    var processors: [any LogitsProcessor] = []
    if options.repetitionPenalty != 1 && options.repetitionWindow > 0 {
      processors.append(
        RepetitionPenalty(penalty: options.repetitionPenalty, window: options.repetitionWindow))
    }
    let truncations: [Truncation.Rule?] = [
      options.topK.map { .topK($0) }, options.typicalP.map { .typicalP($0) },
      options.topP.map { .topP($0) }, options.minP.map { .minP($0) },
    ]
    return processors + truncations.compactMap { $0.map(Truncation.init) }
  }

  /// Goes to the start of a stream of random numbers. The processors keep the tokens that they accepted.
  mutating func restart(stream: UInt64) { random = RandomSource(seed: seed, stream: stream) }

  /// Appends a token to the text.
  ///
  /// - Parameter token: a token of the prompt, or one that was drawn.
  public mutating func accept(_ token: Token) {
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
    // At so small a temperature only the likeliest token is left.
    guard temperature > 1e-30 else { return likeliest }
    if terms.count != scratch.count { terms = scratch }
    var rest = random.nextDouble() * Softmax.terms(scratch, temperature: temperature, into: &terms)
    // A token whose term is 0 can never be drawn.
    for i in terms.indices where terms[i] > 0 {
      rest -= Double(terms[i])
      if rest < 0 { return Token(i) }
    }
    return likeliest
  }

  private var likeliest: Token {
    var best = 0
    for i in scratch.indices where scratch[i] > scratch[best] { best = i }
    return Token(best)
  }
}
