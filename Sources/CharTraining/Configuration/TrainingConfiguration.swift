public import CharNetwork
public import CharNumerics
public import CharText

/// All settings that determine the result of a training run.
public struct TrainingConfiguration: Equatable, Sendable {
  /// Tokenization settings.
  public var text = TextConfiguration()
  /// Minimum count of a token; rarer ones become `<unk>`.
  public var minimumCount = 1
  /// Maximum number of tokens besides the two special ones; nil = all.
  public var maximumVocabulary: Int?
  /// The network architecture.
  public var network = NetworkConfiguration()
  /// B: lanes per batch.
  public var batch = 64
  /// T: steps per window; gradients are truncated to it.
  public var window = 128
  /// Maximum number of epochs; nil = no limit if `steps` or `minutes` is given, else `usualEpochs`.
  public var epochs: Double?
  /// Number of epochs if no other limit is given.
  public var usualEpochs = Self.defaultEpochs
  /// Maximum number of updates; nil = no limit.
  public var steps: Int?
  /// Maximum minutes of training; nil = no limit.
  public var minutes: Double?
  /// The optimizer.
  public var optimizer = OptimizerConfiguration()
  /// The learning rate over time.
  public var schedule = Schedule()
  /// Maximum gradient norm; nil = no clipping.
  public var clipNorm: Double? = 1
  /// Maximum absolute value of a gradient element; nil = no clipping.
  public var clipValue: Double?
  /// Fraction of the corpus held out for validation; 0 = none. Ignored if validation files are
  /// given.
  public var validationFraction = 0.1
  /// Position of the held-out parts; nil = the end, as in runs started without this setting.
  public var validationSplit: ValidationSplit? = .spread
  /// Seed of the choice of held-out parts; nil = the seed of the run.
  public var splitSeed: UInt64?
  /// Fraction of the corpus held out for the final test only; nil = none.
  public var testFraction: Double?
  /// True if every epoch reads documents in corpus order; otherwise they are shuffled each epoch if
  /// there are at least twice as many as lanes.
  public var keepsOrder = false
  /// Steps between evaluations; nil = one epoch, but at least 50 steps.
  public var evaluateEvery: Int?
  /// Steps between samples; nil = none.
  public var sampleEvery: Int?
  /// Evaluations without improvement before training stops; nil = never.
  public var patience: Int?
  /// Steps between checkpoints; nil = at evaluations and every two minutes.
  public var saveEvery: Int?
  /// Number of checkpoints kept.
  public var keptCheckpoints = 2
  /// Maximum number of recoveries: returns to earlier weights, with half the rate for a while.
  public var recoveries = 10
  /// Weight averaging, evaluated alongside the weights; nil = none.
  public var averaging: Averaging?
  /// Frozen parts of the network; nil = none.
  public var freezing: Freezing?
  /// Number format of the products.
  public var precision = Precision.auto
  /// Number of shards of a batch, one per thread; nil = the number of threads at the first start.
  /// The result depends on it.
  public var shards: Int?
  /// Number format in which ranks send gradients to each other.
  public var wire = WireFormat.float32
  /// Steps that each rank trains alone before ranks average their weights; nil = ranks sum their
  /// gradients every step.
  public var syncEvery: Int?
  /// Random seed.
  public var seed: UInt64 = 0
  /// True if the doctor watches the run; the weights do not depend on it.
  public var asksDoctor = true

  /// Default number of epochs.
  public static let defaultEpochs = 10.0

  /// Creates the defaults: two layers of 256 LSTM units, 64 lanes of 128 steps, ten epochs of Muon.
  public init() {}

  /// Maximum number of epochs; nil = determined by the other limits.
  public var epochLimit: Double? {
    epochs ?? (steps == nil && minutes == nil ? usualEpochs : nil)
  }

  /// The seed of the choice of held-out parts.
  var heldOutSeed: UInt64 { splitSeed ?? seed }

  /// Fills in unset values that depend on defaults and this processor.
  mutating func settle() {
    optimizer.rate = optimizer.peakRate
    optimizer.weightDecay = optimizer.decay
    precision = precision.forTraining
  }

  /// Copies the settings that determine the training and held-out text.
  mutating func takeText(from other: TrainingConfiguration) {
    text = other.text
    minimumCount = other.minimumCount
    maximumVocabulary = other.maximumVocabulary
    validationFraction = other.validationFraction
    validationSplit = other.validationSplit
    splitSeed = other.splitSeed
    testFraction = other.testFraction
  }
}

/// Parts of a network that training leaves unchanged, bit for bit.
public struct Freezing: Equatable, Sendable {
  /// True if the embedding is frozen; if tied, the output projection is too, except its bias.
  public var embedding = false
  /// Number of frozen recurrent layers, counted from the first.
  public var layers = 0

  /// Freezes nothing.
  public init() {}

  /// Returns the frozen slots of a network.
  func slots(of network: CharacterNetwork) -> Set<Slot> {
    network.slots(embedding: embedding, layers: layers)
  }
}
