package import CharNetwork
public import CharNumerics
internal import CharText

/// The files of a model directory, by their names.
public enum ModelFile: String, CaseIterable, Sendable {
  /// What the model is made of.
  case configuration = "config.json"
  /// The tokenizer, in the format of the Hugging Face `tokenizers` library.
  case tokenizer = "tokenizer.json"
  /// The weights with the lowest validation loss.
  case weights = "model.safetensors"
  /// The latest weights and all else that training goes on from.
  case checkpoint = "training.safetensors"
  /// What was trained with which options.
  case training = "training.json"
  /// The history.
  case metrics = "metrics.jsonl"
  /// The texts that were written on the way.
  case samples = "samples.jsonl"

  /// Its path in a directory.
  ///
  /// - Parameter directory: the model directory.
  /// - Returns: the path.
  public func path(in directory: String) -> String {
    directory.hasSuffix("/") ? directory + rawValue : "\(directory)/\(rawValue)"
  }
}

extension LanguageModel {
  /// Which weights of a model directory.
  public enum Weights: Sendable {
    /// Those with the lowest validation loss.
    case best
    /// Those of the last checkpoint.
    case last
  }

  /// Reads a model directory.
  ///
  /// - Parameters:
  ///   - directory: its path.
  ///   - weights: which of its weights.
  ///   - precision: what products multiply; `auto` stands for float32.
  /// - Throws: `FileError` that names the file, and the tensor, what was expected and what was found;
  ///   `NetworkError.conflict` if the precision does not suit the network.
  public init(
    contentsOf directory: String, weights: Weights = .best, precision: Precision = .auto
  ) throws {
    let parts = try ModelParts(contentsOf: directory, type: .language, weights: weights) {
      try CharacterNetwork($0.network, vocabularySize: $0.vocabularySize)
    }
    try parts.network.check(precision)
    self.init(
      tokenizer: parts.tokenizer, network: parts.network, parameters: parts.parameters,
      training: parts.training, precision: precision)
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
  package var parts: ModelParts<CharacterNetwork> {
    ModelParts(configuration, tokenizer, network, parameters)
  }
}
