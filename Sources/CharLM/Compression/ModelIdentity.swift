internal import CharIO
public import CharNumerics
internal import CharText
internal import Foundation

/// Everything that must agree for a model to predict the same numbers: its files, the number format of products
/// and the kernels.
public struct ModelIdentity: Equatable, Sendable {
  /// The first bytes of the SHA-256 of the model's files.
  public var hash: [UInt8]
  /// The number format of products.
  public var precision: Precision
  /// The kernels, by their name.
  public var kernels: String
  /// The first bytes of the SHA-256 of some of the model's predictions on this machine.
  public var predictions: [UInt8]

  static let (hashSize, predictionsSize) = (8, 4)

  /// Reads the files of models and tries the model that they form.
  ///
  /// - Parameters:
  ///   - model: the model, made of the models in the directories.
  ///   - directories: the model directories.
  ///   - weights: the weights read from the first one.
  ///   - precision: the number format of products.
  /// - Throws: `FileError`.
  public init(
    of model: any AutoregressiveModel, in directories: [String],
    weights: LanguageModel.Weights = .best, precision: Precision = .auto
  ) throws {
    var sum = SHA256Sum()
    for (index, directory) in directories.enumerated() {
      let tensors = index == 0 && weights == .last ? ModelFile.checkpoint : .weights
      for file in [ModelFile.tokenizer, tensors] {
        sum.add(try AtomicFile.read(file.path(in: directory)))
      }
    }
    hash = Array(sum.digest().prefix(Self.hashSize))
    self.precision = precision == .auto ? .float32 : precision
    kernels = KernelPath.current.description
    predictions = Self.predictions(of: model)
  }

  /// Creates an identity from its parts.
  ///
  /// - Parameters:
  ///   - hash: 8 bytes of the hash of the files.
  ///   - precision: the number format of products.
  ///   - kernels: the kernels, by their name.
  ///   - predictions: 4 bytes of the hash of predictions.
  package init(hash: [UInt8], precision: Precision, kernels: String, predictions: [UInt8]) {
    precondition(
      hash.count == Self.hashSize && predictions.count == Self.predictionsSize,
      "hashes of \(hash.count) and \(predictions.count) bytes")
    self.hash = hash
    self.precision = precision
    self.kernels = kernels
    self.predictions = predictions
  }

  /// Throws if a model does not predict as another one does.
  ///
  /// - Parameter other: the identity of the model at hand.
  /// - Throws: `CompressionError`.
  func check(_ other: ModelIdentity) throws(CompressionError) {
    guard hash == other.hash else {
      throw .otherModel(expected: hash.hexadecimal, found: other.hash.hexadecimal)
    }
    guard precision == other.precision else {
      throw .otherPrecision(expected: precision.rawValue, found: other.precision.rawValue)
    }
    guard kernels == other.kernels, predictions == other.predictions else {
      throw .otherKernels(expected: kernels, found: other.kernels)
    }
  }

  /// Tokens that the model reads to show its numbers: enough for a model that learns to take some steps.
  private static let trialLength = 160

  private static func predictions(of model: some AutoregressiveModel) -> [UInt8] {
    let count = model.tokenizer.vocabulary.count
    var logits = [Float](repeating: 0, count: count)
    var state = model.initialState()
    var sum = SHA256Sum()
    for index in 0..<trialLength {
      let token = index == 0 ? Vocabulary.documentBoundary : Token(index * 7 % count)
      model.read([token], &state, logits: &logits)
      let bytes = logits.flatMap { value in
        (0..<4).map { UInt8(value.bitPattern >> ($0 * 8) & 0xFF) }
      }
      sum.add(bytes)
    }
    return Array(sum.digest().prefix(predictionsSize))
  }
}
