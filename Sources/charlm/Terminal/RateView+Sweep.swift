import CharTraining

extension RateView {
  /// Tries rates, and says which to train at; nothing is written.
  ///
  /// - Parameters:
  ///   - finder: tries them.
  ///   - configuration: that of the run.
  ///   - warnings: about the text.
  ///   - json: whether one JSON object is printed.
  /// - Throws: what printing throws.
  static func show(
    _ finder: RateFinder, _ configuration: TrainingConfiguration, warnings: [String], json: Bool
  ) throws {
    for warning in warnings { Console.warning(warning) }
    Interrupt.listen()
    let view = RateView(finder, configuration.optimizer)
    let sweep = finder.sweep(shouldStop: { Interrupt.isRequested }) { view.show($0) }
    try view.finish(sweep, json: json)
  }
}
