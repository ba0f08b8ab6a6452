internal import CharNumerics

/// Follows a run and reports problems: each once, when first seen at an evaluation, and all of them
/// at the end.
struct Doctor<Task: TrainingTask> {
  private var history: TrainingHistory
  private let clipNorm: Double?
  /// Findings already reported, by name and layer.
  private var said: Set<String> = []
  private var probe: NetworkProbe?
  private lazy var frequencies = task.frequencies
  private let task: Task
  /// Bytes of memory that the run takes.
  private let memory: Double

  /// - Parameters:
  ///   - task: the training task.
  ///   - plan: the plan of the run.
  ///   - configuration: the configuration of the run.
  ///   - directory: contains the history of a resumed run.
  init(
    _ task: Task, _ plan: TrainingPlan, _ configuration: TrainingConfiguration,
    directory: String
  ) {
    self.task = task
    memory = plan.memory
    clipNorm = configuration.clipNorm
    history = TrainingHistory(
      parameters: plan.parameters, tokens: plan.trainingTokens, outcomes: task.outcomes)
    history.lossScale = task.lossScale
    history.isFresh = !task.goesOn
    guard plan.firstStep > 0, let past = try? RunHistory(directory: directory) else { return }
    for point in past.training {
      guard let nats = point.nats, Int(point.step) <= plan.firstStep else { continue }
      history.add(
        TrainingHistory.Stretch(
          step: Int(point.step), nats: nats.mean, highest: nats.highest,
          clipped: clipped(point.gradientNorm?.mean ?? 0)))
    }
    for point in past.validation where Int(point.step) <= plan.firstStep {
      history.add(
        TrainingHistory.Measurement(
          step: Int(point.step), nats: point.nats, accuracy: point.accuracy))
    }
  }

  private func clipped(_ norm: Double) -> Double { clipNorm.map { norm > $0 ? 1 : 0 } ?? 0 }

  /// Processes an event.
  ///
  /// - Parameters:
  ///   - event: the event.
  ///   - look: probes the network; called at evaluations.
  /// - Returns: new findings.
  mutating func hear(_ event: TrainingEvent, look: () -> NetworkProbe?) -> [Finding] {
    switch event {
    case .step(let step):
      history.add(
        TrainingHistory.Stretch(
          step: step.step, nats: step.nats, clipped: clipped(step.gradientNorm)))
      return []
    case .evaluation(let evaluation):
      history.add(
        TrainingHistory.Measurement(
          step: evaluation.step,
          nats: min(evaluation.natsPerToken, evaluation.averagedNatsPerToken ?? .infinity),
          accuracy: evaluation.accuracy, missedLabels: evaluation.missedLabels))
      probe = look()
      let diagnosis = Diagnosis(history, probe: probe, frequencies: frequencies)
      return diagnosis.findings.filter { said.insert($0.key).inserted }
    case .recovered(let recovery):
      history.recoveries = recovery.count
      return []
    case .started, .sample, .saved, .finding, .warning: return []
    }
  }

  /// Returns the diagnosis of a finished run.
  ///
  /// - Parameters:
  ///   - summary: the summary of the run.
  ///   - ranks: the times of its ranks.
  /// - Returns: all findings.
  mutating func conclude(_ summary: TrainingSummary, ranks: [TrainingHistory.Rank]) -> [Finding] {
    history.ranks = ranks
    history.isComplete = summary.ending == .complete
    // A user who stops a run does not want to wait.
    guard summary.ending != .stopped else {
      return Diagnosis(history, probe: probe, frequencies: frequencies).findings
    }
    return Diagnosis(
      history, probe: probe, frequencies: frequencies,
      baseline: task.ngramBaseline(besides: memory), labels: task.labelBaseline
    ).findings
  }
}
