public import CharLM
public import CharNumerics
public import CharText

/// A model that a `Trainer` makes, or that a run starts from: a language model, tagger or classifier.
public protocol TrainedModel: Sendable {
  /// Text to tokens.
  var tokenizer: Tokenizer { get }
  /// The weights.
  var parameters: Parameters { get }
  /// The content of its `config.json`.
  var configuration: ModelConfiguration { get }

  /// Reads a model directory.
  ///
  /// - Parameters:
  ///   - directory: its path.
  ///   - weights: which of its weights.
  ///   - precision: what products multiply.
  /// - Throws: `FileError`, or `NetworkError`.
  init(contentsOf directory: String, weights: LanguageModel.Weights, precision: Precision) throws
}

extension LanguageModel: TrainedModel {}
extension LabelingModel: TrainedModel {}
