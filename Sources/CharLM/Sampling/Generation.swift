internal import CharText

/// What is to be generated, besides how tokens are drawn.
public struct GenerationOptions: Sendable, Equatable {
  /// Tokens at most.
  public var length = 400
  /// Ends before the first of these texts.
  public var stops: [String] = []
  /// How tokens are drawn.
  public var sampling = SamplingOptions()

  /// Up to 400 tokens.
  public init() {}
}

/// Text as it is generated: a sequence of pieces of valid UTF-8.
public struct Generation<Model: AutoregressiveModel>: Sequence, IteratorProtocol, Sendable {
  /// Why a generation ended.
  public enum Ending: String, Sendable {
    /// All tokens asked for were generated.
    case length
    /// A stop string came up.
    case stop
    /// The model ended the document.
    case end
  }

  /// Why it ended; nil while it goes on.
  public private(set) var ending: Ending?
  /// Tokens generated so far.
  public private(set) var count = 0

  private let model: Model
  private var state: Model.State
  private var logits: [Float]
  private var sampler: Sampler
  private var decoder: StreamingDecoder
  private var matcher: StopMatcher
  private let length: Int

  init(_ model: Model, prompt: [Token], _ options: GenerationOptions, stream: UInt64) throws {
    guard options.length >= 0 else {
      throw SamplingError(name: "length", value: "\(options.length)", allowed: "0 or more")
    }
    self.model = model
    length = options.length
    sampler = try Sampler(options.sampling, extra: [NoUnknown()], stream: stream)
    decoder = StreamingDecoder(model.tokenizer.vocabulary)
    matcher = StopMatcher(options.stops)
    state = model.initialState()
    var none: [Float] = []
    logits = [Float](repeating: 0, count: model.tokenizer.vocabulary.count)
    let tokens = [Vocabulary.documentBoundary] + prompt
    for (i, token) in tokens.enumerated() {
      if i == tokens.count - 1 {
        model.advance(&state, with: token, logits: &logits)
      } else {
        model.advance(&state, with: token, logits: &none)
      }
      if i > 0 { sampler.accept(token) }
    }
  }

  /// The next piece of text, not empty; nil at the end.
  ///
  /// - Returns: the piece.
  public mutating func next() -> String? {
    while ending == nil {
      guard count < length else { return finish(.length) }
      let token = sampler.draw(from: logits)
      count += 1
      if token == Vocabulary.documentBoundary { return finish(.end) }
      let text = matcher.append(decoder.append(token))
      if matcher.hasStopped {
        ending = .stop
      } else if count < length {
        model.advance(&state, with: token, logits: &logits)
      }
      if !text.isEmpty { return text }
    }
    return nil
  }

  private mutating func finish(_ ending: Ending) -> String? {
    let text = matcher.append(decoder.finish()) + matcher.finish()
    self.ending = matcher.hasStopped ? .stop : ending
    return text.isEmpty ? nil : text
  }

  /// All that is left to generate, as one text.
  public var text: String { joined() }
}

extension AutoregressiveModel {
  /// Goes on from a prompt.
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
