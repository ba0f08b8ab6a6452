internal import CharNumerics
internal import CharText

/// Text as it is generated: a sequence of pieces of valid UTF-8.
public struct Generation<Model: AutoregressiveModel>: Sequence, IteratorProtocol, Sendable {
  private var decoder: LaneDecoder<Model>
  private let lane: LaneID
  /// The whole text, after its end.
  private var finished: GeneratedText?

  init(_ start: PromptReader<Model>, _ model: Model) {
    decoder = LaneDecoder(model, lanes: 1, threads: 1)
    lane = decoder.add(start)
  }

  /// The text so far, and how it ended.
  public var output: GeneratedText {
    guard let output = finished ?? decoder[lane] else {
      preconditionFailure("a lane that neither goes on nor has ended")
    }
    return output
  }

  /// The reason for which the text ended; nil while it goes on.
  public var finishReason: FinishReason? { output.finishReason }
  /// The error that ended the text, with `FinishReason.failed`.
  public var failure: PredictionError? { output.failure }
  /// The number of tokens generated so far.
  public var count: Int { output.count }
  /// The condition of the text; nil if the model has no conditions, or has not drawn one yet.
  public var condition: String? { output.condition }

  /// Generates the next piece of text.
  ///
  /// - Returns: the piece, not empty; nil at the end, and where a token cannot be drawn (see `failure`).
  public mutating func next() -> String? {
    while finished == nil {
      var piece: String?
      for event in decoder.step() {
        switch event {
        case .token: break
        case .piece(_, let text): piece = text
        case .finished(_, let output): finished = output
        }
      }
      if let piece { return piece }
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
  /// Continues a prompt. A model that reads backward generates the text before it, in one piece.
  ///
  /// - Parameters:
  ///   - prompt: the start of a document; characters that are not in the vocabulary are read as `<unk>`.
  ///   - options: options of the text.
  ///   - processors: processors of the logits, applied before those of the options.
  ///   - sampleIndex: the index of the sample; for one seed, each index has a text of its own.
  /// - Returns: the text after the prompt, piece by piece.
  /// - Throws: `SamplingError` if an option is out of range, `TokenizerError` if the model does not accept the
  ///   prompt or the condition, or `PredictionError` if the first token cannot be drawn.
  public func generate(
    _ prompt: String = "", _ options: GenerationOptions = GenerationOptions(),
    processors: [any LogitsProcessor] = [], sampleIndex: Int = 0
  ) throws -> Generation<Self> {
    try generate(
      Array(prompt.utf8), options, processors: processors, sampleIndex: sampleIndex)
  }

  /// Continues a prompt given as bytes, which for models of bytes need not be UTF-8.
  package func generate(
    _ prompt: [UInt8], _ options: GenerationOptions, processors: [any LogitsProcessor] = [],
    sampleIndex: Int = 0
  ) throws -> Generation<Self> {
    Generation(
      try read(prompt, options, processors: processors, sampleIndex: sampleIndex), self)
  }

  /// Reads a prompt to its end.
  func read(
    _ prompt: [UInt8], _ options: GenerationOptions, processors: [any LogitsProcessor],
    sampleIndex: Int
  ) throws -> PromptReader<Self> {
    var reader = try PromptReader(
      self, tokenizer.encode(prompt), options, processors: processors, sampleIndex: sampleIndex)
    reader.read(.max, with: self)
    try reader.lane.check(reader.logits)
    return reader
  }
}
