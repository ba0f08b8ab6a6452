internal import CharText

/// Text as it is generated: a sequence of pieces of valid UTF-8.
public struct Generation<Model: AutoregressiveModel>: Sequence, IteratorProtocol, Sendable {
  /// Why a generation ended.
  public typealias Ending = GenerationEnding

  /// Why it ended; nil while it goes on.
  public var ending: Ending? { continuation.ending }
  /// Why a token could not be drawn; the text ends there, with `Ending.failed`.
  public var failure: PredictionError? { continuation.failure }
  /// Tokens generated so far.
  public var count: Int { continuation.count }
  /// What the text is under; nil if the model knows no conditions, or has not drawn one yet.
  public var condition: String? { condition(of: continuation) }

  let model: Model
  private(set) var state: Model.State
  private(set) var logits: [Float]
  private(set) var continuation: Continuation
  /// The condition that the text started with.
  private var given: Token?

  init(
    _ model: Model, prompt: [Token], _ options: GenerationOptions,
    processors: [any LogitsProcessor], stream: UInt64
  ) throws {
    self.model = model
    let vocabulary = model.tokenizer.vocabulary
    let direction = model.tokenizer.configuration.direction
    var prompt = prompt
    direction.order(&prompt, of: vocabulary)
    given = try options.condition.map { try model.tokenizer.condition(named: $0) }
    let draws = given == nil && !vocabulary.conditionNames.isEmpty
    continuation = try Continuation(
      options, after: prompt, model.tokenizer, drawsCondition: draws && prompt.isEmpty,
      processors: processors, stream: stream)
    state = model.initialState()
    logits = [Float](repeating: 0, count: vocabulary.count)
    if draws && !prompt.isEmpty {
      // The condition comes before the prompt, so that all samples of a prompt share it.
      var sampler = try Sampler(
        options.sampling, extra: [Placement(vocabulary, drawsCondition: true)],
        stream: .max)
      model.advance(&state, with: Vocabulary.documentBoundary, logits: &logits)
      given = try sampler.draw(from: logits)
    }
    let start = given.map { draws ? [$0] : [Vocabulary.documentBoundary, $0] }
    let tokens = (start ?? [Vocabulary.documentBoundary]) + prompt
    model.read(tokens[...], &state, logits: &logits)
    if options.length > 0 { try Sampler.check(logits) }
  }

  /// The name of a condition.
  func name(_ condition: Token) -> String? {
    guard case .condition(let name)? = model.tokenizer.vocabulary.entry(of: condition) else {
      return nil
    }
    return name
  }

  /// The condition of one of the samples that start here.
  func condition(of sample: Continuation) -> String? {
    (given ?? sample.condition).flatMap(name)
  }

  /// The next piece of text, not empty; nil at the end, and where a token cannot be drawn, which
  /// `failure` tells.
  ///
  /// - Returns: the piece.
  public mutating func next() -> String? {
    while ending == nil {
      let (token, text) = continuation.draw(from: logits)
      if let token { model.advance(&state, with: token, logits: &logits) }
      if !text.isEmpty { return text }
    }
    return nil
  }

  /// All that is left to generate, as one text.
  ///
  /// - Throws: `PredictionError` if a token cannot be drawn.
  public var text: String {
    get throws {
      var (rest, text) = (self, "")
      while let piece = rest.next() { text += piece }
      if let failure = rest.failure { throw failure }
      return text
    }
  }
}

extension AutoregressiveModel {
  /// Goes on from a prompt; a model that reads backward says what comes before it, in one piece.
  ///
  /// - Parameters:
  ///   - prompt: the start of a document; characters that the model does not know are read as
  ///     `<unk>`.
  ///   - options: how much and how.
  ///   - processors: change the logits before those of the options do; each text has copies of its own.
  ///   - stream: the number of the sample; each has its own text for one seed.
  /// - Returns: the text after the prompt, piece by piece.
  /// - Throws: `SamplingError` if an option is out of range, `TokenizerError` for a prompt or a
  ///   condition that the model does not take, or `PredictionError` if the first token cannot be drawn.
  public func generate(
    _ prompt: String = "", _ options: GenerationOptions = GenerationOptions(),
    processors: [any LogitsProcessor] = [], stream: UInt64 = 0
  ) throws -> Generation<Self> {
    try generate(Array(prompt.utf8), options, processors: processors, stream: stream)
  }

  /// The same from a prompt as it stands in a file, which for models of bytes need not be UTF-8.
  package func generate(
    _ prompt: [UInt8], _ options: GenerationOptions, processors: [any LogitsProcessor] = [],
    stream: UInt64 = 0
  ) throws -> Generation<Self> {
    try Generation(
      self, prompt: tokenizer.encode(prompt), options, processors: processors, stream: stream)
  }
}
