internal import CharNetwork
public import CharNumerics
internal import CharText

extension LabelingModel {
  /// Reads a model directory.
  ///
  /// - Parameters:
  ///   - directory: its path.
  ///   - weights: which of its weights.
  ///   - precision: number format of the products; `auto` stands for float32.
  /// - Throws: `FileError` that names the file, and the tensor, what was expected and what was found;
  ///   `NetworkError.conflict` if the precision does not suit the network.
  public init(
    contentsOf directory: String, weights: LanguageModel.Weights = .best,
    precision: Precision = .auto
  ) throws {
    let parts = try ModelParts(contentsOf: directory, type: Kind.type, weights: weights)
    try parts.network.check(precision)
    self.init(
      tokenizer: parts.tokenizer, labels: parts.configuration.labels ?? [],
      outside: parts.configuration.outside, network: parts.network, parameters: parts.parameters,
      training: parts.training, precision: precision)
  }

  /// The content of its `config.json`.
  public var configuration: ModelConfiguration {
    var configuration = ModelConfiguration(
      type: Kind.type, network: network.configuration, vocabularySize: network.vocabularySize,
      tokenizer: tokenizer.configuration, training: training)
    configuration.labels = labels
    configuration.outside = outside
    configuration.pooling = network.head.pooling
    return configuration
  }

  /// Writes a model directory. Whenever the writing is stopped, the directory holds the old model or
  /// the new one.
  ///
  /// - Parameter directory: its path; made if it is missing. A model that it holds is replaced.
  /// - Throws: `FileError`, for one if the directory holds files of these names that are not of a model.
  public func save(to directory: String) throws {
    try parts.save(to: directory)
  }

  /// Content of the model directory.
  package var parts: ModelParts {
    ModelParts(configuration, tokenizer, network, parameters)
  }
}
