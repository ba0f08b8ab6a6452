internal import CharNumerics

/// Listens to a run, and says what is wrong with it: once, when it is first seen at an evaluation, and all
/// of it at the end.
struct Doctor {
  private var history: TrainingHistory
  private let clipNorm: Double?
  /// What was said already, by name and layer.
  private var said: Set<String> = []
  private var probe: NetworkProbe?
  private lazy var frequencies = task.frequencies
  private let task: LanguageTask
  /// Bytes that the run takes.
  private let memory: Double

  /// - Parameters:
  ///   - task: what is trained.
  ///   - plan: of the run.
  ///   - configuration: of the run.
  ///   - directory: holds the history of a run that goes on.
  init(
    _ task: LanguageTask, _ plan: TrainingPlan, _ configuration: TrainingConfiguration,
    directory: String
  ) {
    self.task = task
    memory = plan.memory
    clipNorm = configuration.clipNorm
    history = TrainingHistory(
      parameters: plan.parameters, tokens: plan.trainingTokens, vocabulary: plan.vocabulary)
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
      history.add(TrainingHistory.Measurement(step: Int(point.step), nats: point.nats))
    }
  }

  private func clipped(_ norm: Double) -> Double { clipNorm.map { norm > $0 ? 1 : 0 } ?? 0 }

  /// Hears an event.
  ///
  /// - Parameters:
  ///   - event: what the run tells.
  ///   - look: looks at the network; asked for at evaluations.
  /// - Returns: what is new.
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
          nats: min(evaluation.natsPerToken, evaluation.averagedNatsPerToken ?? .infinity)))
      probe = look()
      let diagnosis = Diagnosis(history, probe: probe, frequencies: frequencies)
      return diagnosis.findings.filter { said.insert($0.key).inserted }
    case .recovered(let recovery):
      history.recoveries = recovery.count
      return []
    case .started, .sample, .saved, .finding, .warning: return []
    }
  }

  /// Says all that is to be said of a run that is over.
  ///
  /// - Parameter summary: how it ended.
  /// - Returns: the findings.
  mutating func conclude(_ summary: TrainingSummary) -> [Finding] {
    history.isComplete = summary.ending == .complete
    // Who stops a run does not want to wait.
    let baseline = summary.ending == .stopped ? nil : task.baseline(besides: memory)
    return Diagnosis(history, probe: probe, frequencies: frequencies, baseline: baseline).findings
  }
}

extension LanguageTask {
  /// Nats per token on the held-out text of a model that knows how frequent each token is.
  fileprivate var frequencies: Double? { data.baseline(order: 1)?.natsPerToken }

  /// The figures of an n-gram model on the held-out text, in the memory that a run of so many bytes leaves.
  fileprivate func baseline(besides bytes: Double) -> NGramBaseline? {
    data.baseline(limit: NGramBaseline.limit(spareBytes: MemoryCheck.spareBytes(besides: bytes)))
  }

  /// Looks at the network on a few windows of held-out text; nil without it.
  func probe(_ parameters: Parameters) -> NetworkProbe? {
    heldOutWindows.map { NetworkProbe(network, parameters, $0) }
  }
}
