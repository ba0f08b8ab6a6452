public import CharNetwork
public import CharNumerics
public import CharText

/// All that decides what a training run computes.
public struct TrainingConfiguration: Equatable, Sendable {
  /// How text becomes tokens.
  public var text = TextConfiguration()
  /// Tokens that occur less often become `<unk>`.
  public var minimumCount = 1
  /// The most tokens besides the two special ones; nil = all.
  public var maximumVocabulary: Int?
  /// What the network is made of.
  public var network = NetworkConfiguration()
  /// B: lanes of a batch.
  public var batch = 64
  /// T: steps of a window, through which gradients flow.
  public var window = 128
  /// How often to read the training text; nil = no limit if `steps` or `minutes` is given, else
  /// `usualEpochs`.
  public var epochs: Double?
  /// How often to read the training text where nothing else says how long a run is.
  public var usualEpochs = Self.defaultEpochs
  /// Updates at most; nil = no limit.
  public var steps: Int?
  /// Minutes of training at most; nil = no limit.
  public var minutes: Double?
  /// The optimizer.
  public var optimizer = OptimizerConfiguration()
  /// The learning rate over time.
  public var schedule = Schedule()
  /// The largest norm of a gradient; nil = any.
  public var clipNorm: Double? = 1
  /// The largest element of a gradient; nil = any.
  public var clipValue: Double?
  /// Share of the corpus that is held out for validation; 0 = none. Not used with files of their own.
  public var validationFraction = 0.1
  /// Where held-out parts come from; nil = the end, as in runs that were started without this setting.
  public var validationSplit: ValidationSplit? = .spread
  /// Share of the corpus that is held out to measure the trained model on, and chooses nothing; nil = none.
  public var testFraction: Double?
  /// Whether documents are read in the order of the corpus in every epoch; else in a fresh one, where
  /// there are at least twice as many as lanes.
  public var keepsOrder = false
  /// Steps between evaluations; nil = an epoch, or 50 if that is more.
  public var evaluateEvery: Int?
  /// Steps between samples; nil = none.
  public var sampleEvery: Int?
  /// Evaluations without gain before training stops; nil = never.
  public var patience: Int?
  /// Steps between checkpoints; nil = evaluations, and every two minutes.
  public var saveEvery: Int?
  /// How many of the latest checkpoints are kept.
  public var keptCheckpoints = 2
  /// How often a run goes back to earlier weights, with half the rate for a while, before it gives up.
  public var recoveries = 10
  /// The mean of the weights that is measured beside them; nil = none.
  public var averaging: Averaging?
  /// What training leaves as it is; nil = nothing.
  public var freezing: Freezing?
  /// What products multiply in.
  public var precision = Precision.auto
  /// Parts that a batch is cut into, one a thread; nil = as many as threads at the first start. The
  /// result depends on it.
  public var shards: Int?
  /// Where chance comes from.
  public var seed: UInt64 = 0
  /// Whether the doctor watches the run; the weights do not depend on it.
  public var asksDoctor = true

  /// How often the text is read if nothing is said.
  public static let defaultEpochs = 10.0

  /// Two layers of 256 LSTM units, batches of 64 lanes and 128 steps, ten epochs of Muon.
  public init() {}

  /// How often the training text is read; nil = as often as other limits let it.
  public var epochLimit: Double? {
    epochs ?? (steps == nil && minutes == nil ? usualEpochs : nil)
  }

  /// Writes down what defaults and this processor decide, where nothing is set.
  mutating func settle() {
    optimizer.rate = optimizer.peakRate
    optimizer.weightDecay = optimizer.decay
    precision = precision.forTraining
  }

  /// Takes over what decides which text a run learns from and is measured on.
  mutating func takeText(from other: TrainingConfiguration) {
    text = other.text
    minimumCount = other.minimumCount
    maximumVocabulary = other.maximumVocabulary
    validationFraction = other.validationFraction
    validationSplit = other.validationSplit
    testFraction = other.testFraction
  }
}

/// Parts of a network that training leaves as they are, bit for bit.
public struct Freezing: Equatable, Sendable {
  /// The embedding; one that is tied is the output projection too, and only its bias is learned then.
  public var embedding = false
  /// So many recurrent layers, from the first on.
  public var layers = 0

  /// Nothing.
  public init() {}

  /// Their slots in a network.
  func slots(of network: CharacterNetwork) -> Set<Slot> {
    network.slots(embedding: embedding, layers: layers)
  }
}
