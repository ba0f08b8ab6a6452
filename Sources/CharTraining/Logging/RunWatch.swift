internal import CharLM
internal import CharNetwork
internal import CharNumerics

/// Writes down the samples of a run, and passes its events on to an observer.
///
/// Training does not depend on it. What cannot be opened is an error before the first step; what can
/// later not be written is said once, and the run goes on without it.
final class RunWatch {
  private var samples: SamplesFile?
  private var observer: (any TrainingObserver)?
  private let directory: String

  /// - Parameters:
  ///   - directory: the model directory.
  ///   - plan: of the run, which says where it starts.
  ///   - configuration: of the run.
  ///   - run: tells it from others.
  ///   - observer: watches the run; nil = none.
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

  /// Writes down an event.
  ///
  /// - Parameters:
  ///   - event: what the run tells.
  ///   - parameters: the weights as they are.
  ///   - gates: what the network's gates do with them; asked for at evaluations.
  /// - Returns: what the user should be warned of, if anything.
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
