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

  /// Does work with the model; an error of its predictions names the model.
  func naming<Result>(_ work: () throws -> Result) throws -> Result {
    do { return try work() } catch let error as PredictionError {
      throw Failure("\(model): \(error.message)")
    }
  }
}
