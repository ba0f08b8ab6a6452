public import CharNetwork
public import CharNumerics

/// Watches a training run from within: hears its events, with weights and gates as they are at that moment.
///
/// Training does not depend on it. What it throws before the first step ends the run; what it throws later
/// is told as a warning, and the run goes on without it.
public protocol TrainingObserver {
  /// What a run lacks without it, as in `files for TensorBoard`.
  var name: String { get }

  /// Checks that it can do its work, before anything of the run is written.
  ///
  /// - Parameter run: tells the run from others; nil for runs of earlier versions.
  /// - Throws: `FileError` or an error of its own.
  func check(run: String?) throws

  /// Begins, before the first step.
  ///
  /// - Parameters:
  ///   - run: tells the run from others; nil for runs of earlier versions.
  ///   - step: the step after which the run goes on; 0 = a new run.
  ///   - settings: the settings of the run by the names of their flags.
  /// - Throws: `FileError` or an error of its own.
  mutating func start(run: String?, after step: Int, settings: [String: String]) throws

  /// Hears an event.
  ///
  /// - Parameters:
  ///   - event: the event.
  ///   - parameters: gives the weights as they are.
  ///   - gates: computes the values of the network's gates; none where text is not predicted.
  /// - Throws: `FileError` or an error of its own.
  mutating func hear(
    _ event: TrainingEvent, parameters: () -> Parameters, gates: () -> [GateValues]) throws
}
