internal import CharNumerics
public import CharText

/// Draws tokens: a chain of processors, then chance.
public struct Sampler: Sendable {
  private let temperature: Double
  private let seed: UInt64
  private var processors: [any LogitsProcessor]
  private var random: RandomSource
  /// The text so far.
  private var tokens: [Token] = []
  private var scratch: [Float] = []
  private var terms: [Float] = []

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
  /// - Parameter token: a token of the prompt, or one that was drawn.
  public mutating func accept(_ token: Token) {
    tokens.append(token)
    for i in processors.indices { processors[i].accept(token) }
  }

  /// Whether a processor ends the text with the token that was accepted last.
  public var endsText: Bool { processors.contains(where: \.endsText) }

  /// Draws a token.
  ///
  /// - Parameter logits: one per token of the vocabulary; −∞ forbids a token.
  /// - Returns: the token.
  /// - Throws: `PredictionError.notFinite` if one of them is not a number or +∞, and
  ///   `PredictionError.everythingForbidden` if all are −∞ when the processors have changed them.
  public mutating func draw(from logits: [Float]) throws(PredictionError) -> Token {
    _ = try Self.largest(logits)
    // The copy stays in place from token to token, so that nothing is allocated.
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: logits)
    for i in processors.indices { processors[i].process(&scratch, after: tokens) }
    guard try Self.largest(scratch) > -.infinity else { throw .everythingForbidden }
    let token = pick()
    accept(token)
    return token
  }

  /// Checks that a token can be drawn from logits as a model gives them.
  ///
  /// - Throws: `PredictionError.notFinite` if one is not a number or +∞, or all are −∞.
  static func check(_ logits: [Float]) throws(PredictionError) {
    guard try largest(logits) > -.infinity else { throw .notFinite }
  }

  /// The largest of some logits, −∞ if there are none.
  ///
  /// - Throws: `PredictionError.notFinite` if one is not a number or +∞.
  private static func largest(_ logits: [Float]) throws(PredictionError) -> Float {
    var largest = -Float.infinity
    for logit in logits {
      // Not a number fails the comparison too.
      guard logit < .infinity else { throw .notFinite }
      if logit > largest { largest = logit }
    }
    return largest
  }

  private mutating func pick() -> Token {
    // So small a temperature leaves one token only.
    guard temperature > 1e-30 else { return likeliest }
    if terms.count != scratch.count { terms = scratch }
    var rest = random.nextDouble() * softmaxTerms(scratch, temperature: temperature, into: &terms)
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

/// Forbids what is no text: `<unk>`, and conditions but for the first token of a document that is to
/// draw its own.
struct Placement: LogitsProcessor {
  private let isCondition: [Bool]
  private var drawsCondition: Bool

  init(_ vocabulary: Vocabulary, drawsCondition: Bool) {
    isCondition =
      vocabulary.conditionNames.isEmpty
      ? [] : (0..<vocabulary.count).map { vocabulary.isCondition(Token($0)) }
    self.drawsCondition = drawsCondition
  }

  func process(_ logits: inout [Float], after tokens: [Token]) {
    logits[Int(Vocabulary.unknown)] = -.infinity
    for token in isCondition.indices where isCondition[token] != drawsCondition {
      logits[token] = -.infinity
    }
  }

  mutating func accept(_ token: Token) { drawsCondition = false }
}
