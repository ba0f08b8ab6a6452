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
  /// Among how many outcomes a prediction chooses.
  var outcomes: Int { get }

  /// Updates in so many readings of the data, before rounding.
  func steps(epochs: Double) -> Double

  /// The weights that a run starts from.
  func initialParameters(_ random: inout RandomSource) -> Parameters

  /// The batch of a step.
  mutating func batch(_ step: Int) -> TrainingBatch

  /// How well the held-out part is predicted; nil without one.
  func measure(_ parameters: Parameters) -> Measurement?

  /// Writes the model; `record` says how it came to be, but for what only the task knows.
  func save(_ parameters: Parameters, _ record: TrainingRecord, to directory: String) throws
}

extension TrainingTask {
  /// Fresh ones.
  func initialParameters(_ random: inout RandomSource) -> Parameters {
    network.layout.initialize(from: &random)
  }
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
}
