import ArgumentParser
import CharLM
import CharNumerics

/// The model of a command.
struct ModelOptions: ParsableArguments {
  @Argument(help: "The model directory, or the name of a model in `charlm models`.")
  var model: String

  @Flag(
    help: .advanced(
      "Use the weights of the last checkpoint, not those with the lowest validation loss."))
  var last = false

  /// The path of the model directory.
  var directory: String { get throws { try ModelName.directory(model) } }

  /// The number format in which the file holds matrices.
  var weightFormat: String? {
    get throws {
      let file = last ? ModelFile.checkpoint : .weights
      return try Safetensors(mapping: file.path(in: directory)).mainFormat?.name
    }
  }

  func load(precision: Precision? = nil) throws -> LanguageModel {
    try LanguageModel(
      contentsOf: directory, weights: last ? .last : .best, precision: precision ?? .auto)
  }

  /// Loads a language model: a neural network or an n-gram model.
  ///
  /// - Parameter precision: the given number format, which an n-gram model does not accept.
  /// - Returns: the model.
  /// - Throws: `FileError`, or `Failure` for flags that do not apply to n-gram models.
  func loadPredictor(precision: Precision? = nil) throws -> any AutoregressiveModel {
    let directory = try directory
    if try ModelConfiguration(ofModelIn: directory).type == .ngram {
      for (flag, isGiven) in [("--last", last), ("--precision", precision != nil)] where isGiven {
        throw Failure("\(model): is an n-gram model, for which \(flag) means nothing; leave it out")
      }
    }
    return try LanguageModels.load(
      contentsOf: directory, weights: last ? .last : .best, precision: precision ?? .auto)
  }

  /// Performs work with the model and those that it is mixed with; prediction errors name them.
  func naming<Result>(
    _ mixing: MixingOptions? = nil, _ work: () throws -> Result
  ) throws -> Result {
    try mixing?.naming(model, work) ?? PredictionError.naming([model], work)
  }
}

extension MixingOptions {
  /// Performs work with a model and those that it is mixed with; prediction errors name them.
  func naming<Result>(_ model: String, _ work: () throws -> Result) throws -> Result {
    try PredictionError.naming([model] + mix.map(\.path), work)
  }
}

extension PredictionError {
  /// Performs work with models; prediction errors name them.
  static func naming<Result>(_ models: [String], _ work: () throws -> Result) throws -> Result {
    do { return try work() } catch let error as PredictionError {
      throw Failure("\(models.joined(separator: " or ")): \(error.message)")
    }
  }
}
