internal import CharNumerics

/// A text that was generated.
public struct GeneratedText: Sendable, Equatable {
  /// The number of the sample, from 0.
  public let index: Int
  /// What comes after the prompt.
  public let text: String
  /// What it is under; nil if the model knows no conditions.
  public let condition: String?
  /// Tokens drawn, without the condition.
  public let count: Int
  /// Why it ended.
  public let ending: GenerationEnding

  /// A text that was generated.
  ///
  /// - Parameters:
  ///   - index: the number of the sample, from 0.
  ///   - text: what comes after the prompt.
  ///   - condition: what it is under.
  ///   - count: tokens drawn.
  ///   - ending: why it ended.
  public init(
    index: Int, text: String, condition: String?, count: Int, ending: GenerationEnding
  ) {
    self.index = index
    self.text = text
    self.condition = condition
    self.count = count
    self.ending = ending
  }
}

/// Several continuations of one prompt, generated side by side on all processors.
///
/// Each text is the one that `generate` gives for its number alone, to the last bit. The sequence can
/// be gone through once, and generates as it goes; it belongs to one thread.
public final class Generations<Model: AutoregressiveModel>: Sequence, IteratorProtocol {
  /// Texts that are generated at once.
  private static var lanes: Int { 64 }
  /// Tokens that each draws before the threads wait for each other.
  private static var steps: Int { 16 }

  /// Why a token could not be drawn; the texts end before the one that it is of.
  public private(set) var failure: PredictionError?

  private let count: Int
  private let crew: Crew
  private var shards: [GenerationLanes<Model>]
  private var waiting: [Int: EndedText] = [:]
  private var nextIndex = 0

  init(_ start: Generation<Model>, count: Int, threads: Int) {
    self.count = count
    let shardCount = Swift.max(1, Swift.min(count, threads))
    let share = (count + shardCount - 1) / shardCount
    let lanes = Swift.max(1, Swift.min(share, Self.lanes / shardCount))
    crew = .of(threads: threads)
    shards = (0..<shardCount).map { shard in
      GenerationLanes(
        start, numbers: stride(from: shard, to: count, by: shardCount), lanes: lanes)
    }
  }

  /// The next text, in the order of the samples; nil after the last, and where a token cannot be
  /// drawn, which `failure` tells.
  ///
  /// - Returns: the text.
  public func next() -> GeneratedText? {
    guard nextIndex < count, failure == nil else { return nil }
    while waiting[nextIndex] == nil {
      // However long this text is, not all others are generated before it.
      let limit = nextIndex + 16 * Self.lanes
      crew.forEach(&shards) { _, lanes in
        lanes.finished.removeAll()
        lanes.advance(steps: Self.steps, limit: limit)
      }
      for text in shards.map(\.finished).joined() { waiting[text.text.index] = text }
    }
    let ended = waiting.removeValue(forKey: nextIndex)
    nextIndex += 1
    failure = ended?.failure
    return failure == nil ? ended?.text : nil
  }
}

extension AutoregressiveModel {
  /// Goes on from a prompt several times.
  ///
  ///     for sample in try model.generate("Once", count: 8) { print(sample.text) }
  ///
  /// - Parameters:
  ///   - prompt: the start of a document; characters that the model does not know are read as
  ///     `<unk>`.
  ///   - options: how much and how.
  ///   - count: how many texts.
  ///   - processors: change the logits before those of the options do; each text has copies of its own.
  ///   - threads: threads at most; nil = all processors.
  /// - Returns: the texts after the prompt, in the order of their numbers, from 0.
  /// - Throws: as the generation of one text.
  public func generate(
    _ prompt: String = "", _ options: GenerationOptions = GenerationOptions(), count: Int,
    processors: [any LogitsProcessor] = [], threads: Int? = nil
  ) throws -> Generations<Self> {
    try generate(
      Array(prompt.utf8), options, count: count, processors: processors, threads: threads)
  }

  /// The same from a prompt as it stands in a file, which for models of bytes need not be UTF-8.
  package func generate(
    _ prompt: [UInt8], _ options: GenerationOptions, count: Int,
    processors: [any LogitsProcessor] = [], threads: Int? = nil
  ) throws -> Generations<Self> {
    guard count >= 0 else {
      throw SamplingError(name: "count", value: "\(count)", allowed: "0 or more")
    }
    return Generations(
      try generate(prompt, options, processors: processors), count: count,
      threads: max(1, threads ?? processorCount))
  }
}
