public import CharText

/// Source of a run's vocabulary.
public enum VocabularySource: Sendable {
  /// Built from the corpus.
  case corpus
  /// The vocabulary of a trained model, extended by the corpus.
  case growing(Tokenizer)
  /// The vocabulary of a resumed run.
  case fixed(Tokenizer)
}

/// A corpus split into training and held-out parts.
public struct TrainingData: Sendable {
  /// The tokenizer.
  public let tokenizer: Tokenizer
  /// The training stream, each document after its boundary.
  public let training: TokenStream
  /// The validation text.
  public let heldOut: HeldOutText
  /// The test text, for measuring the trained model only.
  public let test: HeldOutText
  /// Changes to the vocabulary of the model that the run continues from; nil without one.
  public let growth: VocabularyGrowth?
  /// Statistics of the text read.
  public let statistics: CorpusStatistics
  /// Warnings about the text for the user.
  public let warnings: [String]

  /// The configuration used for reading.
  private(set) var settings: TrainingConfiguration
  /// Fingerprint of the training and held-out text.
  let fingerprint: String
  /// The n-gram baselines computed so far.
  let baselines: Shared<BaselineKey, NGramBaseline?>

  /// Maximum number of validation tokens, so that evaluation takes no longer than training.
  public static let validationLimit = 1_000_000

  /// The tokens of `heldOut`.
  public var validation: [Token] { heldOut.tokens }
  /// The number of Unicode scalars of `heldOut` in the text as read.
  public var validationCharacters: Int { heldOut.characters }

  /// Reads a corpus, builds the vocabulary from all of it unless given, and holds out parts.
  ///
  /// - Parameters:
  ///   - reader: the corpus.
  ///   - validation: a corpus for validation; nil = a part of the first.
  ///   - configuration: tokenization settings and held-out parts.
  ///   - source: source of the vocabulary; a tokenizer must match the text configuration.
  ///   - cache: token cache for large texts; nil = in memory.
  /// - Throws: `CorpusError`, or `TrainingError` if there is nothing to learn from.
  public init(
    _ reader: CorpusReader, validation: CorpusReader? = nil, _ configuration: TrainingConfiguration,
    vocabulary source: VocabularySource = .corpus, cache: TokenCache? = nil
  ) throws {
    let (tokenizer, corpus, growth) = try Self.read(reader, configuration, source, cache)
    self.growth = growth
    baselines = Shared()
    let other = try validation?.store(with: tokenizer, cache: cache)
    self.tokenizer = tokenizer
    var settings = configuration
    settings.text = tokenizer.configuration
    self.settings = settings
    statistics = corpus.statistics
    let store = corpus.tokens
    let vocabulary = tokenizer.vocabulary
    let split = CorpusSplit(corpus, vocabulary, configuration, validates: other == nil)
    let direction = configuration.text.direction
    training = TokenStream(
      store, ranges: split.training, direction,
      conditions: Set(store.pieces.filter(vocabulary.isCondition)))

    let held = other ?? corpus
    let all = other.map { other in
      [
        CorpusPiece(
          range: 0..<other.tokens.count, characters: 0..<other.statistics.characters)
      ]
    }
    let pieces = all ?? split.validation
    let measured = HeldOutText.thinned(
      pieces, to: Self.validationLimit, of: held, vocabulary, configuration.text)
    heldOut = HeldOutText(measured, of: held, vocabulary, direction)
    test = HeldOutText(split.test, of: corpus, vocabulary, direction)
    var warnings = corpus.warnings + (other?.warnings ?? [])
    if measured != pieces {
      let total = pieces.reduce(0) { $0 + $1.range.count }
      warnings.append(
        "the run is measured on \(heldOut.tokens.count) of \(total) held-out tokens; evaluating "
          + "measures a model on all of a text")
    }
    if let warning = Self.conditionWarning(store, measured: heldOut.tokens, vocabulary) {
      warnings.append(warning)
    }
    if other != nil {
      warnings += unknownWarning(
        heldOut.tokens.count { $0 == Vocabulary.unknown }, of: heldOut.targets(vocabulary))
    }
    self.warnings = warnings
    var hash = Fingerprint()
    for id in 0..<tokenizer.vocabulary.count {
      hash.add(bytes: Array(tokenizer.vocabulary.displayName(of: Token(id)).utf8))
    }
    for part in [corpus.hash, split.name, other?.hash ?? ""] { hash.add(bytes: Array(part.utf8)) }
    fingerprint = hash.text

    try check(window: configuration.window)
    if let piece = Self.onlyPiece(of: training) {
      throw TrainingError.oneToken(tokenizer.vocabulary.displayName(of: piece))
    }
  }

  /// Returns the data for a run whose held-out parts are the same, by its own setting of their seed.
  func with(splitSeed: UInt64?) -> TrainingData {
    var data = self
    data.settings.splitSeed = splitSeed
    return data
  }

  /// Throws if the training text is shorter than a window.
  func check(window: Int) throws {
    guard training.count > window + 1 else {
      throw TrainingError.tooShort(tokens: max(0, training.count - 1), window: window)
    }
  }

  /// Reads the corpus with the tokenizer that the source determines.
  private static func read(
    _ reader: CorpusReader, _ configuration: TrainingConfiguration, _ source: VocabularySource,
    _ cache: TokenCache?
  ) throws -> (Tokenizer, StoredCorpus, VocabularyGrowth?) {
    var old: Vocabulary?
    switch source {
    case .corpus: break
    case .growing(let tokenizer): old = tokenizer.vocabulary
    case .fixed(let tokenizer):
      return (tokenizer, try reader.store(with: tokenizer, cache: cache), nil)
    }
    let (tokenizer, corpus) = try reader.buildStore(
      configuration.text, minimumCount: configuration.minimumCount,
      maximumSize: configuration.maximumVocabulary, growing: old, cache: cache)
    let growth = old.map {
      VocabularyGrowth(from: $0, to: tokenizer.vocabulary, used: corpus.tokens.pieces)
    }
    return (tokenizer, corpus, growth)
  }

  /// Number of predicted validation tokens: all but the first and conditions.
  var validationTargets: Int { heldOut.targets(tokenizer.vocabulary) }

  /// Returns a warning if some conditions are learned but not measured.
  private static func conditionWarning(
    _ corpus: TokenStore, measured: [Token], _ vocabulary: Vocabulary
  ) -> String? {
    let used = corpus.pieces.filter(vocabulary.isCondition)
    let missing = measured.isEmpty ? [] : Set(used).subtracting(measured).sorted()
    guard !missing.isEmpty else { return nil }
    let names = missing.prefix(5).compactMap(vocabulary.conditionName).joined(separator: " ")
    return "nothing is held out of \(missing.count) of the conditions (\(names)"
      + "\(missing.count > 5 ? " …" : "")); measure on files of all of them with `valid`"
  }

  /// Returns the only distinct token of a stream; nil if there are several.
  private static func onlyPiece(of stream: TokenStream) -> Token? {
    var found: Token?
    for start in stride(from: 0, to: stream.count, by: 1 << 16) {
      for token in stream.tokens(start..<min(start + 1 << 16, stream.count))
      where token != Vocabulary.documentBoundary && token != found {
        guard found == nil else { return nil }
        found = token
      }
    }
    return found
  }
}
