internal import CharNumerics

/// Samples of one prompt, generated side by side on several threads.
///
/// Each text is the one that `generate` gives for its index, to the last bit. The sequence can be iterated
/// once, generates as it goes, and belongs to one thread.
public final class GeneratedTexts<Model: AutoregressiveModel>: Sequence, IteratorProtocol {
  /// Texts that are generated at once.
  private static var lanes: Int { 64 }
  /// Tokens that are drawn in each lane before the threads wait for each other.
  private static var steps: Int { 16 }

  /// The error of a token that could not be drawn; the texts end before the one that it is of.
  public private(set) var failure: PredictionError?

  private let start: PromptReader<Model>
  private let count: Int
  private var decoder: LaneDecoder<Model>
  private var added = 0
  private var finished: [Int: GeneratedText] = [:]
  private var nextIndex = 0

  init(_ start: PromptReader<Model>, _ model: Model, count: Int, threads: Int) {
    self.start = start
    self.count = count
    let threads = Swift.max(1, Swift.min(count, threads))
    decoder = LaneDecoder(model, lanes: Swift.max(threads, Self.lanes), threads: threads)
  }

  /// Generates the next text, in the order of the samples.
  ///
  /// - Returns: the text; nil after the last, and where a token cannot be drawn (see `failure`).
  public func next() -> GeneratedText? {
    guard nextIndex < count, failure == nil else { return nil }
    while finished[nextIndex] == nil {
      // However long this text is, the number of texts after it that have ended is limited.
      while added < Swift.min(count, nextIndex + 16 * Self.lanes) {
        _ = decoder.add(start.sample(added))
        added += 1
      }
      for case .finished(_, let text) in decoder.step(Self.steps) { finished[text.index] = text }
    }
    let text = finished.removeValue(forKey: nextIndex)
    nextIndex += 1
    failure = text?.failure
    return failure == nil ? text : nil
  }
}

extension AutoregressiveModel {
  /// Continues a prompt several times.
  ///
  ///     for sample in try model.generate("Once", count: 8) { print(sample.text) }
  ///
  /// - Parameters:
  ///   - prompt: the start of a document; characters that are not in the vocabulary are read as `<unk>`.
  ///   - options: options of all texts.
  ///   - count: the number of texts.
  ///   - processors: processors of the logits, applied before those of the options; each text has copies.
  ///   - threads: the maximum number of threads; nil = one for each processor.
  /// - Returns: the texts after the prompt, in the order of their indices, from 0.
  /// - Throws: the errors of generating one text.
  public func generate(
    _ prompt: String = "", _ options: GenerationOptions = GenerationOptions(), count: Int,
    processors: [any LogitsProcessor] = [], threads: Int? = nil
  ) throws -> GeneratedTexts<Self> {
    try generate(
      Array(prompt.utf8), options, count: count, processors: processors, threads: threads)
  }

  /// Continues a prompt given as bytes, which for models of bytes need not be UTF-8.
  package func generate(
    _ prompt: [UInt8], _ options: GenerationOptions, count: Int,
    processors: [any LogitsProcessor] = [], threads: Int? = nil
  ) throws -> GeneratedTexts<Self> {
    guard count >= 0 else {
      throw SamplingError(name: "count", value: "\(count)", allowed: "0 or more")
    }
    let start = try read(prompt, options, processors: processors, sampleIndex: 0)
    return GeneratedTexts(start, self, count: count, threads: threads ?? processorCount)
  }
}
