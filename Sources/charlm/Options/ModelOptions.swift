import ArgumentParser
import CharLM
import CharNumerics

/// Which model a command uses.
struct ModelOptions: ParsableArguments {
  @Argument(help: "The model directory.")
  var model: String

  @Flag(help: "Use the weights of the last checkpoint, not those with the lowest validation loss.")
  var last = false

  func load(precision: Precision? = nil) throws -> LanguageModel {
    try LanguageModel(
      contentsOf: model, weights: last ? .last : .best, precision: precision ?? .auto)
  }

  /// A model that predicts text: a neural network or an n-gram model.
  ///
  /// - Parameter precision: as it is given; an n-gram model takes none.
  /// - Returns: the model.
  /// - Throws: `FileError`, or `Failure` for flags that mean nothing for an n-gram model.
  func loadPredictor(precision: Precision? = nil) throws -> any AutoregressiveModel {
    guard try ModelConfiguration(ofModelIn: model).type == .ngram else {
      return try load(precision: precision)
    }
    for (flag, isGiven) in [("--last", last), ("--precision", precision != nil)] where isGiven {
      throw Failure("\(model): is an n-gram model, for which \(flag) means nothing; leave it out")
    }
    return try NGramLanguageModel(contentsOf: model)
  }

  /// Does work with the model; an error of its predictions names the model.
  func naming<Result>(_ work: () throws -> Result) throws -> Result {
    do { return try work() } catch let error as PredictionError {
      throw Failure("\(model): \(error.message)")
    }
  }
}
