internal import CharNumerics
public import CharText

/// Generates texts side by side. Texts join and leave between any two steps.
///
///     var decoder = LaneDecoder(model)
///     let once = try decoder.add("Once", options)
///     let then = try decoder.add("Then", otherOptions)
///     while !decoder.isEmpty {
///       for case .piece(let lane, let text) in decoder.step() where lane == once { print(text) }
///     }
///
/// Each text has its own prompt, options, processors and random numbers, and does not depend on the others:
/// it is the text that ``AutoregressiveModel/generate(_:_:processors:sampleIndex:)`` gives, to the last bit.
/// A decoder is a value, so an actor or a task can own it; a copy generates the same texts again.
public struct LaneDecoder<Model: AutoregressiveModel>: Sendable {
  /// The model that predicts.
  public let model: Model

  private let crew: Crew
  private var shards: [DecoderShard<Model>]
  private var nextNumber = 0

  /// Makes a decoder without texts.
  ///
  /// - Parameters:
  ///   - model: the model that predicts.
  ///   - lanes: the maximum number of texts that are generated at once; others wait.
  ///   - threads: the maximum number of threads that share the lanes; nil = one for each processor.
  ///   - promptSlice: the maximum number of tokens of prompts that a thread reads in one step, so that a long
  ///     prompt does not stop other texts. Prompts take turns.
  public init(_ model: Model, lanes: Int = 64, threads: Int? = nil, promptSlice: Int = 257) {
    precondition(lanes > 0 && promptSlice > 0, "\(lanes) lanes, \(promptSlice) tokens of a prompt")
    let threads = max(1, threads ?? processorCount)
    let shardCount = min(lanes, threads)
    self.model = model
    crew = .of(threads: threads)
    shards = (0..<shardCount).map { shard in
      DecoderShard(
        model, capacity: lanes * (shard + 1) / shardCount - lanes * shard / shardCount,
        promptSlice: promptSlice)
    }
  }

  /// The number of texts that have not ended.
  public var count: Int { shards.reduce(0) { $0 + $1.count } }

  /// True if all texts have ended.
  public var isEmpty: Bool { count == 0 }

  /// The text of a lane so far; nil if it has ended or was removed.
  ///
  /// - Parameter lane: the lane.
  public subscript(lane: LaneID) -> GeneratedText? {
    shards.lazy.compactMap { $0[lane] }.first?.output
  }

  /// Adds a text, which continues a prompt. A model that reads backward continues it to the left.
  ///
  /// - Parameters:
  ///   - prompt: the start of a document; characters that are not in the vocabulary are read as `<unk>`.
  ///   - options: options of the text.
  ///   - processors: processors of the logits, applied before those of the options.
  ///   - sampleIndex: the index of the sample; for one seed, each index has a text of its own.
  /// - Returns: the lane of the text in events.
  /// - Throws: `SamplingError` if an option is out of range, `TokenizerError` if the model does not accept the
  ///   prompt or the condition, or `PredictionError` if no condition can be drawn.
  @discardableResult public mutating func add(
    _ prompt: String = "", _ options: GenerationOptions = GenerationOptions(),
    processors: [any LogitsProcessor] = [], sampleIndex: Int = 0
  ) throws -> LaneID {
    add(
      try PromptReader(
        model, model.tokenizer.encode(Array(prompt.utf8)), options, processors: processors,
        sampleIndex: sampleIndex))
  }

  /// Adds samples after a prompt of tokens, which is read once for all of them.
  ///
  /// - Parameters:
  ///   - prompt: the tokens of the prompt, in the order of the text.
  ///   - options: options of the texts.
  ///   - processors: processors of the logits, applied before those of the options; each text has copies.
  ///   - samples: the indices of the samples, at least one.
  ///   - report: what events tell of the tokens.
  /// - Returns: the lane of each sample.
  /// - Throws: the errors of ``add(_:_:processors:sampleIndex:)``.
  public mutating func add(
    _ prompt: [Token], _ options: GenerationOptions, processors: [any LogitsProcessor] = [],
    samples: Range<Int>, report: TokenReport
  ) throws -> [LaneID] {
    var text = try PromptReader(
      model, prompt, options, processors: processors, sampleIndex: samples.lowerBound,
      report: report)
    let others = samples.dropFirst().map { PromptReader<Model>.Sample(id: newID(), index: $0) }
    for sample in others { text.add(sample) }
    return [add(text)] + others.map(\.id)
  }

  /// Adds a text.
  mutating func add(_ text: PromptReader<Model>) -> LaneID {
    var text = text
    text.lane.id = newID()
    place(text)
    return text.lane.id
  }

  private mutating func newID() -> LaneID {
    defer { nextNumber += 1 }
    return LaneID(number: nextNumber)
  }

  /// Gives a text to the thread that has the fewest.
  private mutating func place(_ text: PromptReader<Model>) {
    let counts = shards.map(\.count)
    let shard = counts.indices.min { counts[$0] < counts[$1] } ?? 0
    shards[shard].add(text)
  }

  /// Lets a text wait until it is resumed, for instance because its reader is slow. The others go on.
  ///
  /// - Parameter lane: its lane.
  /// - Returns: whether it waits; false while its prompt is read, and after its end.
  @discardableResult public mutating func suspend(_ lane: LaneID) -> Bool {
    for i in shards.indices where shards[i].suspend(lane) { return true }
    return false
  }

  /// Lets a text go on that was suspended. It is the same text as without a pause.
  ///
  /// - Parameter lane: its lane; nothing happens if it does not wait.
  public mutating func resume(_ lane: LaneID) {
    for i in shards.indices { shards[i].resume(lane) }
  }

  /// True if a step has something to do: there are texts that neither have ended nor are suspended.
  public var hasWork: Bool { shards.contains { $0.runningCount > 0 } }

  /// Removes a text before its end, without an event.
  ///
  /// - Parameter lane: its lane; nothing happens if it has ended.
  public mutating func remove(_ lane: LaneID) {
    for i in shards.indices { shards[i].remove(lane) }
  }

  /// Reads prompts, and draws tokens in every lane whose prompt is read.
  ///
  /// - Parameter count: the number of tokens to draw in each lane. Several save the time in which threads
  ///   wait for each other.
  /// - Returns: events; those of one lane are in order.
  public mutating func step(_ count: Int = 1) -> [DecodingEvent] {
    if shards.count(where: { $0.runningCount > 0 }) > 1 {
      crew.forEach(&shards) { _, shard in shard.step(count) }
    } else if let shard = shards.firstIndex(where: { $0.runningCount > 0 }) {
      // Not by the crew: its threads may share the work on a single text.
      shards[shard].step(count)
    }
    for shard in shards.indices {
      for text in shards[shard].separated { place(text) }
      shards[shard].separated.removeAll()
    }
    var events: [DecodingEvent] = []
    for shard in shards.indices where !shards[shard].events.isEmpty {
      events += shards[shard].events
      shards[shard].events.removeAll(keepingCapacity: true)
    }
    return events
  }
}
