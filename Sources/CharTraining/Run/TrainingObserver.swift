public import CharNetwork
public import CharNumerics

/// An observer of a training run, which receives its events together with current weights and
/// gates.
///
/// Training does not depend on it. Errors before the first step end the run; later ones are
/// reported as a warning, and the run continues without the observer.
public protocol TrainingObserver {
  /// The output that the observer provides, such as `files for TensorBoard`.
  var name: String { get }

  /// Checks that the observer can work, before the run writes any file.
  ///
  /// - Parameter run: the identifier of the run; nil in earlier versions.
  /// - Throws: `FileError` or a custom error.
  func check(run: String?) throws

  /// Starts observing, before the first step.
  ///
  /// - Parameters:
  ///   - run: the identifier of the run; nil in earlier versions.
  ///   - step: the step after which the run continues; 0 = a new run.
  ///   - settings: the settings of the run by flag name.
  /// - Throws: `FileError` or a custom error.
  mutating func start(run: String?, after step: Int, settings: [String: String]) throws

  /// Receives an event.
  ///
  /// - Parameters:
  ///   - event: the event.
  ///   - parameters: returns the current weights.
  ///   - gates: computes the values of the network's gates; empty for labels.
  /// - Throws: `FileError` or a custom error.
  mutating func hear(
    _ event: TrainingEvent, parameters: () -> Parameters, gates: () -> [GateValues]) throws
}
