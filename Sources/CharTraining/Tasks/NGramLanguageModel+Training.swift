public import CharLM
internal import CharIO
public import CharNGram
internal import CharText

extension NGramLanguageModel {
  /// Counts the n-grams of the training text and smooths them.
  ///
  /// - Parameters:
  ///   - data: the text; its held-out part is used only for the figures in the training record.
  ///   - order: n, 1 to 32.
  ///   - pruning: the n-grams to leave out because they are rare.
  ///   - relativePerplexity: the smallest relative rise of perplexity for which an n-gram is kept; nil = all
  ///     are kept.
  ///   - bits: the bits to which probabilities are rounded; nil = not rounded.
  public init(
    _ data: TrainingData, order: Int, pruning: NGramPruning = .none,
    relativePerplexity: Double? = nil, bits: Int? = nil
  ) {
    var record = TrainingRecord()
    record.corpus = data.statistics.inputs.map(\.withoutFolder)
    record.trainingTokens = data.training.count
    record.validationTokens = data.heldOut.targets(data.tokenizer.vocabulary)
    record.tokens = data.training.count
    record.options = data.settings.flags.filter { Self.textFlags.contains($0.key) }
    record.options["order"] = "\(order)"
    if pruning != .none {
      record.options["prune"] = pruning.cutoffs.map(String.init).joined(separator: " ")
    }
    if let relativePerplexity { record.options["prune-entropy"] = "\(relativePerplexity)" }
    if let bits { record.options["bits"] = "\(bits)" }
    record.origin = RunOrigin(threads: 1)
    var model = NGramModel(data.counts(order: order), pruning: pruning)
    if let relativePerplexity {
      model = model.pruned(relativePerplexity: relativePerplexity, contexts: data.trainingTokens)
    }
    self.init(
      tokenizer: data.tokenizer, model: bits.map(model.quantized) ?? model, training: record)
    let validation = losses(of: data.heldOut)
    training?.validNatsPerToken = validation?.natsPerToken
  }

  /// Flags that record the text settings of the model.
  private static let textFlags: Set = [
    "unit", "normalize", "casefold", "boundary", "delimiter", "condition", "direction", "line-ends",
    "strip-bom", "unknown", "min-count", "max-vocabulary", "valid-fraction", "valid-split",
  ]

  /// Checks that a new model may be written to a directory.
  ///
  /// - Parameter path: the directory; missing or empty.
  /// - Throws: `TrainingError` or `FileError`.
  package static func checkNewDirectory(_ path: String) throws {
    do { try TrainingDirectory.check(path, resumes: false) } catch TrainingError.modelExists {
      throw FileError(path: path, problem: "holds a model already; give a new or empty directory")
    }
  }
}
