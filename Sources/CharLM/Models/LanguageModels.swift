public import CharNumerics

/// Loads language models of either kind: neural networks and n-gram models.
public enum LanguageModels {
  /// Loads a language model: a neural network or an n-gram model.
  ///
  ///     let model = try LanguageModels.load(contentsOf: "models/mine")
  ///     print(try model.generate("The ").text)
  ///
  /// - Parameters:
  ///   - directory: the model directory.
  ///   - weights: which weights of a neural network to load.
  ///   - precision: the number format of its products.
  ///   - threads: the maximum number of threads that a neural network uses; nil = one for each processor. N-gram models
  ///     ignore it.
  /// - Returns: the model.
  /// - Throws: `FileError`, or `ModelTypeError` for a tagger or classifier.
  public static func load(
    contentsOf directory: String, weights: LanguageModel.Weights = .best,
    precision: Precision = .auto, threads: Int? = nil
  ) throws -> any AutoregressiveModel {
    guard try ModelConfiguration(ofModelIn: directory).type == .ngram else {
      return try LanguageModel(
        contentsOf: directory, weights: weights, precision: precision, threads: threads)
    }
    return try NGramLanguageModel(contentsOf: directory)
  }
}
