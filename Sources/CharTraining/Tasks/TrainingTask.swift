internal import CharLM
internal import CharNetwork
internal import CharNumerics

/// What a run trains: a network, the batches it learns from, how it is measured and how it is saved.
protocol TrainingTask {
  var network: CharacterNetwork { get }
  /// T and B of the batches.
  var window: Int { get }
  var lanes: Int { get }
  /// What the user is told first.
  var plan: TrainingPlan { get }
  /// Tokens that are predicted in one reading of the data, and updates, about.
  var tokensPerEpoch: Int { get }
  var stepsPerEpoch: Int { get }
  /// Bytes that the data takes in memory, about.
  var residentBytes: Int { get }
  /// Among how many outcomes a prediction chooses.
  var outcomes: Int { get }
  /// Whether the weights were trained before this run.
  var goesOn: Bool { get }

  /// Updates in so many readings of the data, before rounding.
  func steps(epochs: Double) -> Double

  /// The weights that a run starts from.
  func initialParameters(_ random: inout RandomSource) -> Parameters

  /// The batch of a step.
  mutating func batch(_ step: Int) -> TrainingBatch

  /// How well a part of the data is predicted; nil without one.
  func measure(_ parameters: Parameters, on part: HeldOutPart) -> Measurement?

  /// Writes the model; `record` says how it came to be, but for what only the task knows.
  func save(_ parameters: Parameters, _ record: TrainingRecord, to directory: String) throws

  /// A text of the weights as they are; nil where none can be written.
  func sample(_ parameters: Parameters, step: Int) throws -> String?

  /// Values of the gates over some held-out text, for those who draw them.
  func gateValues(_ parameters: Parameters) -> [GateValues]

  // MARK: For the doctor

  /// A look at the network on some held-out text; nil without it.
  func probe(_ parameters: Parameters) -> NetworkProbe?

  /// Nats per token on the held-out part of a model that knows how frequent each outcome is.
  var frequencies: Double? { get }

  /// The loss under which differences say little; 0 where only shares of the loss count.
  var lossScale: Double { get }

  /// What an n-gram model predicts, in the memory that a run of so many bytes leaves; nil without one.
  func ngramBaseline(besides bytes: Double) -> NGramBaseline?

  /// What always giving the commonest label reaches; nil without labels.
  var labelBaseline: LabelBaseline? { get }
}

extension TrainingTask {
  func sample(_ parameters: Parameters, step: Int) throws -> String? { nil }
  func gateValues(_ parameters: Parameters) -> [GateValues] { [] }
  var lossScale: Double { 0 }
  func ngramBaseline(besides bytes: Double) -> NGramBaseline? { nil }
  var labelBaseline: LabelBaseline? { nil }

  /// Parts that batches are cut into, in a run on so many threads.
  func shards(_ configuration: TrainingConfiguration, threads: Int) -> Int {
    min(configuration.shards ?? threads, lanes)
  }

  /// The network with the weights that a run starts from, ready to learn.
  ///
  /// - Parameters:
  ///   - configuration: that of the run.
  ///   - threads: threads at most.
  ///   - optimizer: instead of that of the configuration.
  /// - Returns: the learner.
  func makeLearner(
    _ configuration: TrainingConfiguration, threads: Int, optimizer: (any Optimizer)? = nil
  ) -> Learner {
    let frozen = configuration.freezing?.slots(of: network) ?? []
    var random = RandomSource(seed: configuration.seed)
    return Learner(
      network, initialParameters(&random),
      optimizer ?? configuration.optimizer.makeOptimizer(for: network, frozen: frozen),
      window: window, lanes: lanes, shards: shards(configuration, threads: threads),
      threads: threads, precision: configuration.precision, clipNorm: configuration.clipNorm,
      clipValue: configuration.clipValue, frozen: frozen)
  }
}

/// A part of the data that is not learned from.
enum HeldOutPart {
  /// Chooses the weights that are kept.
  case validation
  /// Chooses nothing.
  case test
}

/// A batch that is made lane by lane.
struct TrainingBatch {
  /// Tokens whose mean loss the gradient is of; those that lanes rest at count too.
  var tokens: Int
  /// Some of its lanes.
  var lanes: @Sendable (Range<Int>) -> TokenBatch
}

/// How well held-out data is predicted.
struct Measurement {
  /// Nats per token that is predicted; less is better.
  var nats: Double
  /// Other figures, by their names in `metrics.jsonl`.
  var figures: [(name: String, value: Double)]
  /// Bits per Unicode scalar, of text.
  var bitsPerCharacter: Double?
  /// The share of labels that is right, and their F1.
  var accuracy, f1: Double?
  /// Labels that occur and are never predicted.
  var missedLabels: [String] = []
}
