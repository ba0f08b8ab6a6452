import CharLM
import CharTraining

extension Train {
  /// Tries rates, and says which to train at; nothing is written.
  func findRate(
    _ data: TrainingData, _ configuration: TrainingConfiguration, from model: LanguageModel?
  ) throws {
    let finder = try RateFinder(
      data, configuration, from: model, steps: runOptions.steps?.value ?? RateFinder.defaultSteps,
      threads: threads)
    for warning in data.warnings { Console.warning(warning) }
    Interrupt.listen()
    let view = RateView(finder, configuration.optimizer)
    let sweep = finder.sweep(shouldStop: { Interrupt.isRequested }) { view.show($0) }
    try view.finish(sweep, json: json)
  }
}
