internal import CharText

/// Text as it is generated: a sequence of pieces of valid UTF-8.
public struct Generation<Model: AutoregressiveModel>: Sequence, IteratorProtocol, Sendable {
  /// Why a generation ended.
  public typealias Ending = GenerationEnding

  /// Why it ended; nil while it goes on.
  public var ending: Ending? { continuation.ending }
  /// Tokens generated so far.
  public var count: Int { continuation.count }

  private let model: Model
  private(set) var state: Model.State
  private(set) var logits: [Float]
  private(set) var continuation: Continuation

  init(_ model: Model, prompt: [Token], _ options: GenerationOptions, stream: UInt64) throws {
    self.model = model
    let vocabulary = model.tokenizer.vocabulary
    let direction = model.tokenizer.configuration.direction
    var prompt = prompt
    direction.order(&prompt)
    continuation = try Continuation(options, after: prompt, vocabulary, direction, stream: stream)
    state = model.initialState()
    var none: [Float] = []
    logits = [Float](repeating: 0, count: vocabulary.count)
    let tokens = [Vocabulary.documentBoundary] + prompt
    for token in tokens.dropLast() { model.advance(&state, with: token, logits: &none) }
    model.advance(&state, with: tokens[tokens.count - 1], logits: &logits)
  }

  /// The next piece of text, not empty; nil at the end.
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
  public var text: String { joined() }
}

extension AutoregressiveModel {
  /// Goes on from a prompt; a model that reads backward says what comes before it, in one piece.
  ///
  /// - Parameters:
  ///   - prompt: the start of a document; characters that the model does not know are read as
  ///     `<unk>`.
  ///   - options: how much and how.
  ///   - stream: the number of the sample; each has its own text for one seed.
  /// - Returns: the text after the prompt, piece by piece.
  /// - Throws: `SamplingError` if an option is out of range.
  public func generate(
    _ prompt: String = "", _ options: GenerationOptions = GenerationOptions(), stream: UInt64 = 0
  ) throws -> Generation<Self> {
    try Generation(self, prompt: tokenizer.encode(prompt), options, stream: stream)
  }
}
