public import CharNetwork
public import CharNumerics
public import CharText

/// All that decides what a training run computes.
public struct TrainingConfiguration: Codable, Sendable, Equatable {
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
  /// Whether the doctor watches the run; the weights do not depend on it. Language models only.
  public var asksDoctor = true

  /// How often the text is read if nothing is said.
  public static let defaultEpochs = 10.0

  enum CodingKeys: String, CodingKey, CaseIterable {
    case text, network, batch, window, epochs, steps, minutes, optimizer, schedule, patience
    case precision, shards, seed, freezing, averaging, recoveries
    case usualEpochs = "usual_epochs"
    case asksDoctor = "doctor"
    case saveEvery = "save_every"
    case keptCheckpoints = "kept_checkpoints"
    case minimumCount = "minimum_count"
    case maximumVocabulary = "maximum_vocabulary"
    case clipNorm = "clip_norm"
    case clipValue = "clip_value"
    case validationFraction = "validation_fraction"
    case validationSplit = "validation_split"
    case testFraction = "test_fraction"
    case keepsOrder = "keep_order"
    case evaluateEvery = "evaluate_every"
    case sampleEvery = "sample_every"
  }

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

  /// Checks that the numbers make sense.
  ///
  /// - Throws: `TrainingError.invalid` with the first that does not, by the name of its flag, or
  ///   `NetworkError`.
  public func validate() throws {
    func check(_ isValid: Bool, _ name: String, _ value: some Any, _ allowed: String) throws {
      if !isValid { throw TrainingError.invalid(name, value: "\(value)", allowed: allowed) }
    }
    func atLeastOne(_ value: Int?, _ name: String) throws {
      if let value {
        try check((1...1_000_000_000).contains(value), name, value, "1 to 1000000000")
      }
    }
    func positive(_ value: Double?, _ name: String) throws {
      if let value { try check(value > 0 && value.isFinite, name, value, "more than 0") }
    }
    func share(_ value: Double, _ name: String) throws {
      try check(value >= 0 && value < 1, name, value, "0 to less than 1")
    }
    try network.validate()
    try atLeastOne(minimumCount, "min-count")
    try atLeastOne(maximumVocabulary, "max-vocabulary")
    try check((1...1_000_000).contains(batch), "batch", batch, "1 to 1000000")
    try check((1...1_000_000).contains(window), "bptt", window, "1 to 1000000")
    guard text.condition != .tab || text.boundary == .line else {
      throw TrainingError.conditionsNeedLines(text.boundary)
    }
    if let delimiter = text.delimiter {
      let isLine = !delimiter.isEmpty && !delimiter.utf8.contains(UInt8(ascii: "\n"))
      guard isLine, !delimiter.hasSuffix("\r") else {
        throw CorpusError.invalidDelimiter(delimiter)
      }
      try check(
        text.boundary == .file, "boundary", text.boundary.rawValue, "file, with --delimiter")
    }
    if let layers = freezing?.layers {
      try check(
        (0...network.layers).contains(layers), "freeze-layers", layers, "0 to \(network.layers)")
    }
    guard precision != .int8 else { throw TrainingError.readingPrecision(precision.rawValue) }
    try positive(epochs, "epochs")
    try positive(usualEpochs, "epochs")
    try atLeastOne(steps, "steps")
    try positive(minutes, "minutes")
    try positive(optimizer.rate, "rate")
    try share(optimizer.momentum, "momentum")
    try check(
      optimizer.decay >= 0 && optimizer.decay.isFinite, "weight-decay", optimizer.decay, "0 or more"
    )
    try share(optimizer.beta1, "beta1")
    try share(optimizer.beta2, "beta2")
    try positive(optimizer.epsilon, "epsilon")
    if let warmup = schedule.warmup {
      try check((0...1_000_000_000).contains(warmup), "warmup", warmup, "0 to 1000000000")
    }
    try check(
      schedule.decay > 0 && schedule.decay <= 1, "rate-decay", schedule.decay,
      "more than 0, up to 1")
    try positive(schedule.decayEpochs, "rate-decay-epochs")
    try positive(clipNorm, "clip-norm")
    try positive(clipValue, "clip-value")
    try share(validationFraction, "valid-fraction")
    if let testFraction {
      try share(testFraction, "test")
      try check(
        validationFraction + testFraction < 1, "test", testFraction,
        "0 to less than 1, together with valid-fraction")
    }
    try atLeastOne(evaluateEvery, "eval-every")
    try atLeastOne(sampleEvery, "sample-every")
    try atLeastOne(patience, "patience")
    try atLeastOne(saveEvery, "save-every")
    try check((1...1000).contains(keptCheckpoints), "keep", keptCheckpoints, "1 to 1000")
    try check((0...1000).contains(recoveries), "recoveries", recoveries, "0 to 1000")
    if let decay = averaging?.decay { try share(decay, "average-decay") }
    if let shards { try check((1...4096).contains(shards), "shards", shards, "1 to 4096") }
  }
}

/// Parts of a network that training leaves as they are, bit for bit.
public struct Freezing: Codable, Sendable, Equatable {
  /// The embedding; one that is tied is the output projection too, and only its bias is learned then.
  public var embedding = false
  /// So many recurrent layers, from the first on.
  public var layers = 0

  enum CodingKeys: String, CodingKey, CaseIterable { case embedding, layers }

  /// Nothing.
  public init() {}

  /// Their slots in a network.
  func slots(of network: some Network) -> Set<Slot> {
    network.slots(embedding: embedding, layers: layers)
  }
}
