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
    try self.init(contentsOf: directory, weights: weights, precision: precision, threads: nil)
  }

  /// Reads a model directory, for a number of threads: nil = one for each processor.
  package init(
    contentsOf directory: String, weights: Weights = .best, precision: Precision, threads: Int?
  ) throws {
    let parts = try ModelParts(contentsOf: directory, type: .language, weights: weights)
    try parts.network.check(precision)
    self.init(
      tokenizer: parts.tokenizer, network: parts.network, parameters: parts.parameters,
      training: parts.training, precision: precision, threads: threads)
  }

  /// Writes a model directory. If writing is interrupted, the directory holds either the old model or the new
  /// one.
  ///
  /// - Parameters:
  ///   - directory: the path of the directory, which is created if it does not exist. A model in it is replaced.
  ///   - precision: the number format in which the file holds matrices: bfloat16 takes half the space of float32,
  ///     int8 a quarter. The model that it loads as has the rounded weights.
  /// - Throws: `FileError`, also if the directory holds files of these names that are not of a model.
  public func save(to directory: String, precision: Precision = .float32) throws {
    try parts.save(to: directory, precision: precision)
  }

  /// The parts of the model that a directory holds.
  package var parts: ModelParts {
    ModelParts(configuration, tokenizer, network, parameters)
  }
}
