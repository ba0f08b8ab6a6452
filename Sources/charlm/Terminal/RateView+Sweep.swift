import CharIO
import CharReport
import CharTraining

extension RateView {
  /// Runs a sweep and prints the advised rate; no files are written.
  ///
  /// - Parameters:
  ///   - finder: the rate finder.
  ///   - configuration: the configuration of the run.
  ///   - warnings: warnings about the text.
  ///   - json: true if one JSON object is printed.
  /// - Throws: errors of printing.
  static func show(
    _ finder: RateFinder, _ configuration: TrainingConfiguration, warnings: [String], json: Bool
  ) throws {
    Console.warn(warnings)
    Interrupt.listen()
    let view = RateView(finder, configuration.optimizer, .command)
    let sweep = finder.sweep(shouldStop: { Interrupt.isRequested }) { view.show($0) }
    try view.finish(sweep, json: json)
  }
}
