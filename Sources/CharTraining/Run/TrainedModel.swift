public import CharLM
public import CharNumerics
public import CharText

/// A model that a `Trainer` trains or starts from: a language model, tagger or classifier.
public protocol TrainedModel: Sendable {
  /// The tokenizer.
  var tokenizer: Tokenizer { get }
  /// The weights.
  var parameters: Parameters { get }
  /// The content of the model's `config.json`.
  var configuration: ModelConfiguration { get }

  /// Reads a model directory.
  ///
  /// - Parameters:
  ///   - directory: the path of the directory.
  ///   - weights: the choice of weights.
  ///   - precision: number format of the products.
  /// - Throws: `FileError`, or `NetworkError`.
  init(contentsOf directory: String, weights: LanguageModel.Weights, precision: Precision) throws
}

extension LanguageModel: TrainedModel {}
extension LabelingModel: TrainedModel {}
