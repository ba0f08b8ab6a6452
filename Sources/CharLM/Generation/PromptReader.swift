internal import CharText

/// A text whose prompt is being read, before it becomes a lane of a batch.
struct PromptReader<Model: AutoregressiveModel>: Sendable {
  var lane: DecodingLane
  /// The memory of the text.
  private(set) var state: Model.State
  /// V logits of the first token after the prompt, once it is read.
  private(set) var logits: [Float]
  private var unread: ArraySlice<Token>
  /// Other samples after the same prompt.
  private(set) var samples: [Sample] = []

  /// A text that waits for the prompt to be read.
  struct Sample: Sendable {
    var id: LaneID
    var index: Int
  }

  /// Prepares to read a prompt.
  ///
  /// Where a condition has to be drawn before a prompt, it is drawn here, the same for all samples.
  init(
    _ model: Model, _ prompt: [Token], _ options: GenerationOptions,
    processors: [any LogitsProcessor], sampleIndex: Int, report: TokenReport = .logProbability
  ) throws {
    let vocabulary = model.tokenizer.vocabulary
    var prompt = prompt
    model.tokenizer.configuration.direction.order(&prompt, of: vocabulary)
    let given = try options.condition.map { try model.tokenizer.condition(named: $0) }
    let draws = given == nil && !vocabulary.conditionNames.isEmpty
    lane = try DecodingLane(
      options, after: prompt, model.tokenizer, drawsCondition: draws && prompt.isEmpty,
      processors: processors, sampleIndex: sampleIndex, report: report)
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

  /// Makes a reader of a text that has begun, which goes on from a state.
  init(_ lane: DecodingLane, _ state: Model.State, _ logits: ArraySlice<Float>) {
    (self.lane, self.state, self.logits, unread) = (lane, state, Array(logits), [])
  }

  /// True if the whole prompt is read.
  var isFinished: Bool { unread.isEmpty }

  /// Reads up to `count` more tokens of the prompt.
  ///
  /// - Returns: the number of tokens that were read.
  @discardableResult mutating func read(_ count: Int, with model: Model) -> Int {
    let slice = unread.prefix(count)
    unread = unread.dropFirst(count)
    guard !slice.isEmpty else { return 0 }
    var none: [Float] = []
    if unread.isEmpty {
      model.read(slice, &state, logits: &logits)
    } else {
      model.read(slice, &state, logits: &none)
    }
    return slice.count
  }

  /// Lets another sample wait for the prompt.
  mutating func add(_ sample: Sample) { samples.append(sample) }

  /// Removes a text.
  ///
  /// - Returns: the reader of those that are left; nil if there are none.
  func removing(_ id: LaneID) -> PromptReader? {
    var rest = self
    guard lane.id == id else {
      rest.samples.removeAll { $0.id == id }
      return rest
    }
    guard let first = samples.first else { return nil }
    rest.lane.restart(sampleIndex: first.index)
    rest.lane.id = first.id
    rest.samples.removeFirst()
    return rest
  }

  /// Makes readers of all samples, once the prompt is read.
  func separated() -> [PromptReader] {
    var first = self
    first.samples = []
    return [first]
      + samples.map { sample in
        var other = first.sample(sample.index)
        other.lane.id = sample.id
        return other
      }
  }

  /// Makes a reader of another sample after the same prompt.
  func sample(_ index: Int) -> PromptReader {
    var other = self
    other.lane.restart(sampleIndex: index)
    return other
  }
}
