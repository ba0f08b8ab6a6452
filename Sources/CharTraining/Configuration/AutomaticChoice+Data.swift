package import CharLM
internal import CharNumerics

extension AutomaticChoice {
  /// True if the length of a run follows the clock: unless it is given in steps or epochs alone.
  ///
  /// - Parameter asked: the settings that are given.
  /// - Returns: whether it does.
  package static func isTimed(_ asked: TrainingConfiguration) -> Bool {
    asked.minutes != nil || asked.steps == nil && asked.epochs == nil
  }

  /// Chooses the settings for a text, after measuring the speed of this machine if the run follows the clock.
  ///
  /// - Parameters:
  ///   - data: the text.
  ///   - asked: the settings so far.
  ///   - model: the model that the run continues from, if any.
  ///   - threads: the maximum number of threads; nil = all processors.
  ///   - overrides: sets the settings that are not to be chosen.
  /// - Throws: `NetworkError`, or the error of `overrides`.
  package init(
    for data: TrainingData, _ asked: TrainingConfiguration, goingOnFrom model: LanguageModel?,
    threads: Int?, overrides: (inout TrainingConfiguration) throws -> Void
  ) throws {
    let text = Text(data)
    let speed =
      Self.isTimed(asked)
      ? try Benchmark.operationsPerSecond(
        vocabularySize: text.vocabulary, threads: threads ?? processorCount,
        precision: asked.precision) : Self.assumedSpeed
    try self.init(
      for: text, speed: speed, goingOnFrom: model.map(TrainingConfiguration.init(goingOnFrom:)),
      overrides: overrides)
  }
}
