internal import CharNetwork
internal import CharText
internal import Foundation

/// The settings that suit a text and the time there is, and the reasons for them.
///
///     let data = try TrainingData(CorpusReader(paths: ["novel.txt"]), TrainingConfiguration())
///     let choice = try AutomaticChoice(for: AutomaticChoice.Text(data)) { $0.minutes = 5 }
///     let trainer = try Trainer(data, choice.configuration, directory: "models/novel")
///
/// The rule is a table of networks and one of regularization, derived from runs that
/// `Benchmarks/automatic_choice.py` repeats (see docs/results.md). It is
/// a pure function: the same text, limits and speed give the same settings.
public struct AutomaticChoice: Sendable, Equatable {
  /// The facts about a text that the choice depends on.
  public struct Text: Sendable, Equatable {
    /// Number of training tokens.
    public var tokens: Int
    /// Number of distinct tokens.
    public var vocabulary: Int

    /// Creates the facts about a text.
    ///
    /// - Parameters:
    ///   - tokens: number of training tokens.
    ///   - vocabulary: number of distinct tokens, including the two special ones.
    public init(tokens: Int, vocabulary: Int) {
      (self.tokens, self.vocabulary) = (tokens, vocabulary)
    }

    /// Creates the facts about the text of a run.
    ///
    /// - Parameter data: the training data.
    public init(_ data: TrainingData) {
      self.init(tokens: data.training.count, vocabulary: data.tokenizer.vocabulary.count)
    }
  }

  /// The configuration.
  public let configuration: TrainingConfiguration
  /// The choice and its reasons, in three lines of plain English.
  public let reasons: [String]
  /// The tokens that the run is expected to read.
  public let expectedTokens: Double

  /// Names of the settings that are chosen.
  public static let settings: Set<String> = [
    "network.cell", "network.layers", "network.hidden_size", "network.embedding_size",
    "network.tie_embeddings", "network.dropout", "network.weight_dropout", "batch", "window",
    "epochs", "minutes", "averaging.kind", "evaluate_every",
    "sample_every", "patience",
  ]
  /// Names of the settings that `TextAdvice` of CharCorpus advises and `charlm train` follows.
  public static let textSettings: Set<String> = ["text.boundary", "minimum_count"]

  /// Minutes of training if no limit is given.
  public static let defaultMinutes = 5.0
  /// Operations of matrix products per second that are assumed if no speed is given: two cores with
  /// AVX2.
  public static let assumedSpeed = 110e9

  /// Chooses the settings for a text.
  ///
  /// - Parameters:
  ///   - text: the facts about the text.
  ///   - speed: operations of matrix products per second, see `Benchmark.operationsPerSecond`; only
  ///     needed if the run is limited by `minutes`.
  ///   - model: the configuration of the model that the run continues from, which determines the
  ///     network; nil for fresh weights.
  ///   - overrides: sets the settings that are not to be chosen, limits included. It is applied to
  ///     several candidates. One that sets `steps` or `epochs` to nil lifts the limit of readings.
  /// - Throws: the error of `overrides`, or `NetworkError` for an invalid network.
  public init(
    for text: Text, speed: Double = assumedSpeed, goingOnFrom model: TrainingConfiguration? = nil,
    overrides: (inout TrainingConfiguration) throws -> Void = { _ in }
  ) throws {
    func limited(_ base: TrainingConfiguration) throws -> TrainingConfiguration {
      var configuration = base
      try overrides(&configuration)
      guard Self.isUnlimited(configuration) else { return configuration }
      configuration.minutes = Self.defaultMinutes
      return configuration
    }
    var base = model ?? TrainingConfiguration()
    if model == nil {
      var gated = base
      gated.network.cell = .gru
      try overrides(&gated)
      // Settings of another cell, such as ablations of an LSTM, are for the default cell.
      if (try? gated.network.validate()) != nil { base.network.cell = .gru }
      let size = try Size.all.last { size in
        var candidate = base
        size.apply(to: &candidate, text)
        return try text.tokens >= size.text
          && Self.tokens(of: limited(candidate), text, speed) >= size.tokens
      }
      (size ?? Size.all[0]).apply(to: &base, text)
      try Self.tieEmbeddings(of: &base, text, overrides)
    } else {
      Continuation.apply(to: &base)
    }
    base.window = max(1, min(base.window, text.tokens - 2))
    base.batch = max(1, min(base.batch, text.tokens / base.window))

    let asked = try limited(base)
    // Limits that are taken away, rather than left alone.
    var bounded = base
    (bounded.steps, bounded.epochs) = (1, 1)
    try overrides(&bounded)
    let isOpen = bounded.steps == nil || bounded.epochs == nil
    let isTimed = asked.epochs == nil && asked.steps == nil
    let possible = try Self.tokens(of: asked, text, speed) / Double(max(1, text.tokens))
    let most = model == nil ? Regularization.mostReadings(text) : Continuation.mostReadings
    let readings = isTimed && !isOpen ? min(possible, most) : possible
    base.minutes = asked.minutes
    if model != nil {
      base.optimizer.rate = Continuation.rateShare * asked.optimizer.kind.defaultRate
    }
    if isTimed {
      base.epochs = isOpen ? nil : most
      base.patience = Self.patience
    }
    let regularization = Regularization.of(
      readings: readings, text: text, continues: model != nil)
    base.network.dropout = regularization.dropout
    if asked.network.cell.multipliesState {
      base.network.weightDropout = regularization.weightDropout
    }
    // A mean needs the weights of every step, which ranks that train alone do not share.
    let averages = regularization.averages && asked.syncEvery == nil
    base.averaging = averages ? Averaging(.ema) : nil
    let steps = readings * Double(text.tokens) / Double(asked.batch * asked.window)
    // An evaluation costs a tenth of a reading, which matters where time is short.
    let often = possible > most ? readings : readings / 2
    base.evaluateEvery = max(
      Self.leastSteps, Int((steps / min(Self.evaluations, max(1, often))).rounded(.up)))
    base.sampleEvery = max(Self.leastSteps, Int((steps / Self.samples).rounded(.up)))
    try overrides(&base)
    if Self.isUnlimited(base) { base.minutes = Self.defaultMinutes }
    configuration = base
    expectedTokens = readings * Double(text.tokens)
    reasons = Self.reasons(
      base, text, readings: readings, continues: model != nil)
  }

  /// Ties the embeddings of a large vocabulary, unless the overrides do not allow it.
  private static func tieEmbeddings(
    of base: inout TrainingConfiguration, _ text: Text,
    _ overrides: (inout TrainingConfiguration) throws -> Void
  ) throws {
    guard text.vocabulary >= Size.large else { return }
    var tied = base
    tied.network.tiesEmbeddings = true
    var asked = tied
    try overrides(&asked)
    asked.network.fitDefaults()
    tied.network.embeddingSize = asked.network.embeddingSize
    asked = tied
    try overrides(&asked)
    if asked.network.tiesEmbeddings, (try? asked.network.validate()) != nil { base = tied }
  }

  /// Evaluations per run at most, and without gain before it stops.
  private static let (evaluations, patience) = (20.0, 6)
  /// Samples per run.
  private static let samples = 4.0
  /// Steps between evaluations at least.
  private static let leastSteps = 50

  private static func isUnlimited(_ configuration: TrainingConfiguration) -> Bool {
    configuration.epochs == nil && configuration.steps == nil && configuration.minutes == nil
  }

  /// Returns the tokens that a run can read within its limits.
  private static func tokens(
    of configuration: TrainingConfiguration, _ text: Text, _ speed: Double
  ) throws -> Double {
    let network = try CharacterNetwork(configuration.network, vocabularySize: text.vocabulary)
    let limits = [
      configuration.minutes.map { $0 * 60 * speed / (3 * network.operationsPerToken) },
      configuration.steps.map { Double($0 * configuration.batch * configuration.window) },
      configuration.epochs.map { $0 * Double(text.tokens) },
    ]
    return limits.compactMap { $0 }.min() ?? 0
  }
}

// MARK: - The tables

extension AutomaticChoice {
  /// A network, with the tokens that it must be able to read to be better than the one before.
  struct Size: Sendable {
    var layers, hidden, embedding, batch, window: Int
    /// Tokens that the run reads at least.
    var tokens: Double
    /// Tokens of the text at least.
    var text: Int

    /// All networks, smallest first.
    static let all = [
      Size(
        layers: 1, hidden: 128, embedding: 32, batch: 32, window: 64, tokens: 0, text: 0),
      Size(
        layers: 1, hidden: 256, embedding: 64, batch: 32, window: 64, tokens: 2e6, text: 0),
      Size(
        layers: 2, hidden: 256, embedding: 64, batch: 32, window: 128, tokens: 5e6, text: 300_000),
      Size(
        layers: 2, hidden: 384, embedding: 96, batch: 64, window: 128, tokens: 2e7,
        text: 800_000),
      Size(
        layers: 2, hidden: 512, embedding: 128, batch: 64, window: 128, tokens: 6e7,
        text: 3_000_000),
    ]

    /// Vocabulary from which tokens have wide vectors, which the output shares: thousands of
    /// characters carry meaning, and most of them are rare.
    static let large = 1000
    /// Training tokens below which batches are small, and very small, for enough updates in few
    /// readings.
    static let (small, tiny) = (200_000, 40_000)

    func apply(to configuration: inout TrainingConfiguration, _ text: Text) {
      configuration.network.layers = layers
      configuration.network.hiddenSize = hidden
      configuration.network.embeddingSize =
        text.vocabulary >= Self.large ? max(128, embedding) : embedding
      configuration.batch = text.tokens < Self.small ? 16 : batch
      configuration.window = text.tokens < Self.tiny ? 32 : window
    }
  }

  /// Protection from memorizing, by how often the text is read.
  struct Regularization: Sendable {
    /// Readings of the text from which it applies.
    var readings: Double
    /// Dropout of outputs of layers, and of recurrent weights.
    var dropout, weightDropout: Double
    /// True if the mean of the weights is measured too.
    var averages: Bool

    /// All rows, in order of readings.
    private static let all = [
      Regularization(readings: 0, dropout: 0, weightDropout: 0, averages: false),
      Regularization(readings: 6, dropout: 0.1, weightDropout: 0, averages: true),
      Regularization(readings: 10, dropout: 0.3, weightDropout: 0, averages: true),
      Regularization(readings: 30, dropout: 0.4, weightDropout: 0, averages: true),
    ]
    /// The rows of small texts, which have fewer tokens than a network has weights.
    private static let small = [
      all[0], all[1],
      Regularization(readings: 10, dropout: 0.2, weightDropout: 0.2, averages: true),
      Regularization(readings: 30, dropout: 0.3, weightDropout: 0.2, averages: true),
    ]

    static func of(readings: Double, text: Text, continues: Bool) -> Regularization {
      let rows = text.tokens < Size.small && !continues ? small : all
      var row = rows.last { readings >= $0.readings } ?? rows[0]
      if continues { row.dropout = max(row.dropout, Continuation.dropout) }
      return row
    }

    /// Returns how often a text is read at most: more readings of a small text only memorize it.
    static func mostReadings(_ text: Text) -> Double {
      text.tokens < 10_000 ? 40 : text.tokens < Size.small ? 24 : text.tokens < 800_000 ? 30 : 60
    }
  }

  /// The settings of a run that continues from a model.
  enum Continuation {
    static let dropout = 0.3
    static let mostReadings = 8.0
    /// The rate as a share of the optimizer's default.
    static let rateShare = 0.25

    static func apply(to configuration: inout TrainingConfiguration) {
      configuration.batch = 16
      configuration.window = 128
    }
  }
}
