import ArgumentParser
import CharLM
import CharNumerics

/// The model of a command.
struct ModelOptions: ParsableArguments {
  @Argument(help: "The model directory.")
  var model: String

  @Flag(help: "Use the weights of the last checkpoint, not those with the lowest validation loss.")
  var last = false

  func load(precision: Precision? = nil) throws -> LanguageModel {
    try LanguageModel(
      contentsOf: model, weights: last ? .last : .best, precision: precision ?? .auto)
  }

  /// Loads a language model: a neural network or an n-gram model.
  ///
  /// - Parameter precision: the given number format, which an n-gram model does not accept.
  /// - Returns: the model.
  /// - Throws: `FileError`, or `Failure` for flags that do not apply to n-gram models.
  func loadPredictor(precision: Precision? = nil) throws -> any AutoregressiveModel {
    guard try ModelConfiguration(ofModelIn: model).type == .ngram else {
      return try load(precision: precision)
    }
    for (flag, isGiven) in [("--last", last), ("--precision", precision != nil)] where isGiven {
      throw Failure("\(model): is an n-gram model, for which \(flag) means nothing; leave it out")
    }
    return try NGramLanguageModel(contentsOf: model)
  }

  /// Performs work with the model; prediction errors name the model.
  func naming<Result>(_ work: () throws -> Result) throws -> Result {
    do { return try work() } catch let error as PredictionError {
      throw Failure("\(model): \(error.message)")
    }
  }
}
