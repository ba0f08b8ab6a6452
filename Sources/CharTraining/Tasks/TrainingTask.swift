internal import CharLM
internal import CharNetwork
internal import CharNumerics

/// A training task: a network, its batches, evaluation and saving.
protocol TrainingTask {
  var network: CharacterNetwork { get }
  /// T and B of the batches.
  var window: Int { get }
  var lanes: Int { get }
  /// The initial plan of the run.
  var plan: TrainingPlan { get }
  /// Approximate number of predicted tokens per epoch.
  var tokensPerEpoch: Int { get }
  var stepsPerEpoch: Int { get }
  /// Approximate bytes of memory for the data.
  var residentBytes: Int { get }
  /// Number of outcomes of a prediction.
  var outcomes: Int { get }
  /// True if the weights were trained before this run.
  var goesOn: Bool { get }

  /// Returns the number of updates in the given epochs, before rounding.
  func steps(epochs: Double) -> Double

  /// Returns the initial weights of the run.
  func initialParameters(_ random: inout RandomSource) -> Parameters

  /// Returns the batch of a step.
  mutating func batch(_ step: Int) -> TrainingBatch

  /// Measures the prediction of a part of the data; nil if there is none.
  func measure(_ parameters: Parameters, on part: HeldOutPart) -> Measurement?

  /// Measures the prediction of a part of the data by several ranks, which all call it.
  ///
  /// - Returns: on rank 0 the result of `measure(_:on:)`, to the last bit.
  func measure(
    _ parameters: Parameters, on part: HeldOutPart, among communicator: any Communicator
  ) -> Measurement?

  /// Writes the model with `record`, to which the task adds what only it knows.
  func save(_ parameters: Parameters, _ record: TrainingRecord, to directory: String) throws

  /// Writes what belongs to the final weights besides the model.
  func finish(_ parameters: Parameters, in directory: String) throws

  /// Generates a text with the current weights; nil if the task cannot.
  func sample(_ parameters: Parameters, step: Int) throws -> String?

  /// Returns gate values over some held-out text, for plots.
  func gateValues(_ parameters: Parameters) -> [GateValues]

  // MARK: For the doctor

  /// Probes the network on some held-out text; nil without it.
  func probe(_ parameters: Parameters) -> NetworkProbe?

  /// Nats per held-out token of the unigram model.
  var frequencies: Double? { get }

  /// Minimum scale of loss differences; 0 if they are relative to the loss.
  var lossScale: Double { get }

  /// Computes the n-gram baseline in the memory left by a run of the given bytes; nil without one.
  func ngramBaseline(besides bytes: Double) -> NGramBaseline?

  /// The baseline of the most frequent label; nil without labels.
  var labelBaseline: LabelBaseline? { get }
}

extension TrainingTask {
  func measure(
    _ parameters: Parameters, on part: HeldOutPart, among communicator: any Communicator
  ) -> Measurement? {
    measure(parameters, on: part)
  }

  func finish(_ parameters: Parameters, in directory: String) throws {}
  func sample(_ parameters: Parameters, step: Int) throws -> String? { nil }
  func gateValues(_ parameters: Parameters) -> [GateValues] { [] }
  var lossScale: Double { 0 }
  func ngramBaseline(besides bytes: Double) -> NGramBaseline? { nil }
  var labelBaseline: LabelBaseline? { nil }

  /// Returns the number of shards of a run on the given threads.
  func shards(_ configuration: TrainingConfiguration, threads: Int) -> Int {
    min(configuration.shards ?? threads, lanes)
  }

  /// Creates a learner with the initial weights of the run.
  ///
  /// - Parameters:
  ///   - configuration: the configuration of the run.
  ///   - threads: maximum number of threads.
  ///   - optimizer: a custom optimizer; nil = as configured.
  ///   - communicator: the ranks that share the work.
  /// - Returns: the learner.
  func makeLearner(
    _ configuration: TrainingConfiguration, threads: Int, optimizer: (any Optimizer)? = nil,
    communicator: any Communicator = OneProcess()
  ) -> Learner {
    let frozen = configuration.freezing?.slots(of: network) ?? []
    let isLocal = configuration.syncEvery != nil && communicator.size > 1
    var random = RandomSource(seed: configuration.seed)
    return Learner(
      network, initialParameters(&random),
      optimizer
        ?? configuration.optimizer.makeOptimizer(
          for: network, frozen: frozen, communicator: isLocal ? OneProcess() : communicator,
          format: isLocal ? .float32 : configuration.wire),
      window: window, lanes: lanes, shards: shards(configuration, threads: threads),
      threads: threads, precision: configuration.precision, clipNorm: configuration.clipNorm,
      clipValue: configuration.clipValue, frozen: frozen, communicator: communicator,
      format: configuration.wire, isLocal: isLocal)
  }

  /// Performs the update of a step.
  ///
  /// - Parameters:
  ///   - order: the step.
  ///   - learner: the learner.
  ///   - spoilsGradient: true if a test corrupts the gradient.
  /// - Returns: the result of the step.
  @discardableResult
  mutating func perform(
    _ order: StepOrder, with learner: Learner, spoilsGradient: Bool = false
  ) -> Learner.Step {
    let batch = batch(order.step)
    learner.steps = order.step
    var result = learner.step(
      rate: order.rate, tokens: batch.tokens, key: order.key, spoilsGradient: spoilsGradient,
      batch: batch.lanes)
    if order.averages, !learner.average() { result.trouble = result.trouble ?? .update }
    return result
  }

  /// Checks that the weights of a model to start from give a finite loss and gradient on the first batch.
  ///
  /// - Throws: `PredictionError.notFinite`; no rate would help.
  func checkStart(
    _ configuration: TrainingConfiguration, threads: Int
  ) throws(PredictionError) {
    var task = self
    let learner = makeLearner(configuration, threads: threads)
    let key = RandomSource.key(configuration.seed, 0, 0, 0)
    let step = task.perform(StepOrder(step: 0, rate: 0, key: key), with: learner)
    guard step.trouble == nil else { throw .notFinite }
  }

  /// Performs a step without keeping its result.
  ///
  /// - Returns: the seconds that it took.
  @discardableResult
  mutating func rehearse(step: Int, with learner: Learner) -> Double {
    let clock = ContinuousClock()
    let (states, optimizer, parameters) = (
      learner.sharded.states, learner.optimizer, learner.parameters
    )
    var seconds = 0.0
    // The first pass allocates memory that later ones reuse.
    for _ in 0..<2 {
      seconds =
        clock.measure { perform(StepOrder(step: step, rate: 0, key: 0), with: learner) }
        / .seconds(1)
      learner.sharded.states = states
      (learner.optimizer, learner.parameters) = (optimizer, parameters)
      learner.steps = step
    }
    return seconds
  }
}

/// A held-out part of the data.
enum HeldOutPart {
  /// Selects the weights to keep.
  case validation
  /// Selects nothing.
  case test
}

/// A batch created on demand by lanes.
struct TrainingBatch {
  /// Tokens over which the loss is averaged, including those of resting lanes.
  var tokens: Int
  /// Returns the batch of some lanes.
  var lanes: @Sendable (Range<Int>) -> TokenBatch
}

/// Results on held-out data.
struct Measurement {
  /// Nats per predicted token; lower is better.
  var nats: Double
  /// Other figures by their names in `metrics.jsonl`.
  var figures: [(name: String, value: Double)]
  /// Bits per Unicode scalar, for text.
  var bitsPerCharacter: Double?
  /// The share of correct labels, and F1.
  var accuracy, f1: Double?
  /// Labels that occur but are never predicted.
  var missedLabels: [String] = []
}
