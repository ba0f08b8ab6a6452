internal import CharNetwork
public import CharNumerics
internal import CharText

extension LanguageModel {
  /// A choice of the weights in a model directory.
  public enum Weights: Sendable {
    /// The weights with the lowest validation loss.
    case best
    /// The weights of the last checkpoint.
    case last
  }

  /// Reads a model directory.
  ///
  /// - Parameters:
  ///   - directory: the path of the directory.
  ///   - weights: the weights to read.
  ///   - precision: the number format of matrix products; `auto` stands for float32.
  /// - Throws: `FileError` with the file, the tensor, and what was expected and found;
  ///   `NetworkError.conflict` if the precision does not suit the network.
  public init(
    contentsOf directory: String, weights: Weights = .best, precision: Precision = .auto
  ) throws {
    let parts = try ModelParts(contentsOf: directory, type: .language, weights: weights)
    try parts.network.check(precision)
    self.init(
      tokenizer: parts.tokenizer, network: parts.network, parameters: parts.parameters,
      training: parts.training, precision: precision)
  }

  /// Writes a model directory. If writing is interrupted, the directory holds either the old model or the new
  /// one.
  ///
  /// - Parameter directory: the path of the directory, which is created if it does not exist. A model in it is
  ///   replaced.
  /// - Throws: `FileError`, also if the directory holds files of these names that are not of a model.
  public func save(to directory: String) throws {
    try parts.save(to: directory)
  }

  /// The parts of the model that a directory holds.
  package var parts: ModelParts {
    ModelParts(configuration, tokenizer, network, parameters)
  }
}
