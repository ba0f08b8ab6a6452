internal import CharLM
internal import CharNetwork
internal import CharNumerics

/// Writes the samples of a run and forwards its events to an observer.
///
/// Training does not depend on it. Files that cannot be opened are an error before the first step;
/// later write errors are reported once, and the run continues without the file.
final class RunWatch {
  private var samples: SamplesFile?
  private var observer: (any TrainingObserver)?
  private let directory: String

  /// - Parameters:
  ///   - directory: the model directory.
  ///   - plan: the plan of the run, including its first step.
  ///   - configuration: the configuration of the run.
  ///   - run: the identifier of the run.
  ///   - observer: an observer of the run; nil = none.
  /// - Throws: `FileError`.
  init(
    directory: String, _ plan: TrainingPlan, _ configuration: TrainingConfiguration,
    run: String?, observer: (any TrainingObserver)?
  ) throws {
    self.directory = directory
    samples = try SamplesFile(directory: directory, keepingUntil: plan.firstStep)
    self.observer = observer
    try self.observer?.start(run: run, after: plan.firstStep, settings: configuration.flags)
  }

  /// Records an event.
  ///
  /// - Parameters:
  ///   - event: the event.
  ///   - parameters: the current weights.
  ///   - gates: computes the network's gate values; called at evaluations.
  /// - Returns: warnings for the user.
  func see(
    _ event: TrainingEvent, _ parameters: @autoclosure () -> Parameters,
    gates: () -> [GateValues] = { [] }
  ) -> TrainingEvent? {
    do { try keepSample(event) } catch {
      samples = nil
      return .warning("\(error); the run goes on, but keeps no samples")
    }
    do { try observer?.hear(event, parameters: parameters, gates: gates) } catch {
      let name = observer?.name ?? ""
      observer = nil
      return .warning("\(error); the run goes on without \(name)")
    }
    return nil
  }

  private func keepSample(_ event: TrainingEvent) throws {
    switch event {
    case .sample(let step, let text):
      try samples?.append(SamplesFile.Sample(step: step, text: text))
    case .recovered(let report) where samples != nil:
      samples = try SamplesFile(directory: directory, keepingUntil: report.earlierStep)
    default: break
    }
  }
}
