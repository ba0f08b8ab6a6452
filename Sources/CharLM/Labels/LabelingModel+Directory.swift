internal import CharNetwork
public import CharNumerics
internal import CharText

extension LabellingModel {
  /// Reads a model directory.
  ///
  /// - Parameters:
  ///   - directory: its path.
  ///   - weights: which of its weights.
  ///   - precision: what products multiply; `auto` stands for float32.
  /// - Throws: `FileError` that names the file, and the tensor, what was expected and what was found;
  ///   `NetworkError.conflict` if the precision does not suit the network.
  public init(
    contentsOf directory: String, weights: LanguageModel.Weights = .best,
    precision: Precision = .auto
  ) throws {
    let parts = try ModelParts(contentsOf: directory, type: Self.type, weights: weights) {
      try N(
        $0.network, vocabularySize: $0.vocabularySize, labels: $0.labels?.count ?? 0,
        pooling: $0.pooling)
    }
    try parts.network.check(precision)
    self.init(
      tokenizer: parts.tokenizer, labels: parts.configuration.labels ?? [],
      outside: parts.configuration.outside, network: parts.network, parameters: parts.parameters,
      training: parts.training, precision: precision)
  }

  /// What the model is for.
  static var type: ModelType { N.labelsSequences ? .classifier : .tagger }

  /// The content of its `config.json`.
  public var configuration: ModelConfiguration {
    var configuration = ModelConfiguration(
      type: Self.type, network: network.configuration, vocabularySize: network.vocabularySize,
      tokenizer: tokenizer.configuration, training: training)
    configuration.labels = labels
    configuration.outside = outside
    configuration.pooling = network.pooling
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

  /// What a model directory holds of it.
  package var parts: ModelParts<N> {
    ModelParts(configuration, tokenizer, network, parameters)
  }
}
