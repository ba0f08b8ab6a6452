internal import CharText

/// A text whose prompt is being read, before it becomes a lane of a batch.
struct PromptReader<Model: AutoregressiveModel>: Sendable {
  var lane: DecodingLane
  /// The memory of the text.
  private(set) var state: Model.State
  /// V logits of the first token after the prompt, once it is read.
  private(set) var logits: [Float]
  private var unread: ArraySlice<Token>

  /// Prepares to read a prompt.
  ///
  /// Where a condition has to be drawn before a prompt, it is drawn here, the same for all samples.
  init(
    _ model: Model, _ prompt: [Token], _ options: GenerationOptions,
    processors: [any LogitsProcessor], sampleIndex: Int
  ) throws {
    let vocabulary = model.tokenizer.vocabulary
    var prompt = prompt
    model.tokenizer.configuration.direction.order(&prompt, of: vocabulary)
    let given = try options.condition.map { try model.tokenizer.condition(named: $0) }
    let draws = given == nil && !vocabulary.conditionNames.isEmpty
    lane = try DecodingLane(
      options, after: prompt, model.tokenizer, drawsCondition: draws && prompt.isEmpty,
      processors: processors, sampleIndex: sampleIndex)
    lane.condition = given
    state = model.initialState()
    logits = [Float](repeating: 0, count: vocabulary.count)
    var start = [Vocabulary.documentBoundary]
    if draws && !prompt.isEmpty {
      let mask = SpecialTokenMask(vocabulary, drawsCondition: true)
      var sampler = try Sampler(options.sampling, model.tokenizer, extra: [mask], stream: .max)
      model.advance(&state, with: Vocabulary.documentBoundary, logits: &logits)
      let drawn = try sampler.draw(from: logits)
      lane.condition = drawn
      start = [drawn]
    } else if let given {
      start.append(given)
    }
    unread = (start + prompt)[...]
  }

  /// True if the whole prompt is read.
  var isFinished: Bool { unread.isEmpty }

  /// Reads up to `count` more tokens of the prompt.
  mutating func read(_ count: Int, with model: Model) {
    let slice = unread.prefix(count)
    unread = unread.dropFirst(count)
    guard !slice.isEmpty else { return }
    var none: [Float] = []
    if unread.isEmpty {
      model.read(slice, &state, logits: &logits)
    } else {
      model.read(slice, &state, logits: &none)
    }
  }

  /// Makes a reader of another sample after the same prompt.
  func sample(_ index: Int) -> PromptReader {
    var other = self
    other.lane.restart(sampleIndex: index)
    return other
  }
}
