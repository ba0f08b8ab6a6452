public import CharText

/// Where the tokens of a run come from.
public enum VocabularySource: Sendable {
  /// From the corpus.
  case corpus
  /// From a trained model, and what the corpus has besides.
  case growing(Tokenizer)
  /// From a run that goes on.
  case fixed(Tokenizer)
}

/// A corpus cut into what is learned from and what is measured on.
public struct TrainingData: Sendable {
  /// Text to tokens.
  public let tokenizer: Tokenizer
  /// The stream to learn from, each document after its boundary.
  public let training: TokenStream
  /// The stream to measure on, in the order of reading; fewer than two tokens = none.
  public let validation: [Token]
  /// Unicode scalars of the validation text.
  public let validationCharacters: Int
  /// What became of the vocabulary of the model that the run goes on from; nil without one.
  public let growth: VocabularyGrowth?
  /// What was read.
  public let statistics: CorpusStatistics
  /// What a user should be told about the text.
  public let warnings: [String]

  /// The configuration that it was read with.
  let settings: TrainingConfiguration
  /// Tells apart what runs learn from and are measured on.
  let fingerprint: String

  /// Tokens that a run is measured on at most, so that measuring takes no longer than training.
  public static let validationLimit = 1_000_000

  /// Reads a corpus, makes the vocabulary from all of it unless it is given, and holds out its last
  /// part.
  ///
  /// With paragraphs or lines as documents no document is cut in two.
  ///
  /// - Parameters:
  ///   - reader: the corpus.
  ///   - validation: another corpus to measure on; nil = the last part of the first.
  ///   - configuration: how text becomes tokens, and how large the last part is.
  ///   - source: where the tokens come from; a tokenizer is one of the configuration's text.
  ///   - cache: where large texts are kept as tokens; nil = in memory.
  /// - Throws: `CorpusError`, or `TrainingError` if there is nothing to learn from.
  public init(
    _ reader: CorpusReader, validation: CorpusReader? = nil, _ configuration: TrainingConfiguration,
    vocabulary source: VocabularySource = .corpus, cache: TokenCache? = nil
  ) throws {
    let (tokenizer, corpus, growth) = try Self.read(reader, configuration, source, cache)
    self.growth = growth
    let other = try validation?.store(with: tokenizer, cache: cache)
    self.tokenizer = tokenizer
    var settings = configuration
    settings.text = tokenizer.configuration
    self.settings = settings
    statistics = corpus.statistics
    let store = corpus.tokens
    let cut = other == nil ? Self.cut(store, configuration) : store.count
    let direction = configuration.text.direction
    training = TokenStream(
      store, 0..<cut, direction,
      conditions: Set(store.pieces.filter(tokenizer.vocabulary.isCondition)))

    let held = other?.tokens ?? store
    let start = other == nil ? cut : 0
    let end = min(held.count, start + Self.validationLimit)
    var tail = held.tokens(start..<end)
    if tail.first != Vocabulary.documentBoundary && !tail.isEmpty {
      tail.insert(
        contentsOf: Self.start(ofDocumentAt: start, held, tokenizer.vocabulary), at: 0)
    }
    validationCharacters =
      end == held.count && other != nil
      ? other?.statistics.characters ?? 0
      : Self.scalars(of: tail.dropFirst(), tokenizer.vocabulary)
    direction.order(&tail, of: tokenizer.vocabulary)
    self.validation = tail
    var warnings = corpus.warnings + (other?.warnings ?? [])
    if end < held.count {
      warnings.append(
        "the run is measured on the first \(end - start) of \(held.count - start) held-out tokens; "
          + "charlm eval measures a model on all of a text")
    }
    if let warning = Self.conditionWarning(store, measured: tail, tokenizer.vocabulary) {
      warnings.append(warning)
    }
    if other != nil {
      let targets = tail.dropFirst().count { !tokenizer.vocabulary.isCondition($0) }
      warnings += unknownWarning(tail.count { $0 == Vocabulary.unknown }, of: targets)
    }
    self.warnings = warnings
    var hash = Fingerprint()
    for id in 0..<tokenizer.vocabulary.count {
      hash.add(bytes: Array(tokenizer.vocabulary.displayName(of: Token(id)).utf8))
    }
    for part in [corpus.hash, "\(cut)", other?.hash ?? ""] { hash.add(bytes: Array(part.utf8)) }
    fingerprint = hash.text

    try check(window: configuration.window)
    if let piece = Self.onlyPiece(of: training) {
      throw TrainingError.oneToken(tokenizer.vocabulary.displayName(of: piece))
    }
  }

  /// Throws if the training text is shorter than a window.
  func check(window: Int) throws {
    guard training.count > window + 1 else {
      throw TrainingError.tooShort(tokens: training.count - 1, window: window)
    }
  }

  /// The corpus, with the tokenizer that the source asks for.
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

  /// What stands before a document that is cut in two: its boundary, and its condition if it has one.
  private static func start(
    ofDocumentAt cut: Int, _ tokens: TokenStore, _ vocabulary: Vocabulary
  ) -> [Token] {
    let first = tokens.start(ofDocument: tokens.documents(before: cut) - 1)
    return tokens.tokens(first..<min(first + 2, cut)).filter {
      $0 == Vocabulary.documentBoundary || vocabulary.isCondition($0)
    }
  }

  /// Tokens that are predicted when measuring: all but the first and conditions.
  var validationTargets: Int {
    validation.dropFirst().count { !tokenizer.vocabulary.isCondition($0) }
  }

  /// Says that some conditions are learned and not measured.
  private static func conditionWarning(
    _ corpus: TokenStore, measured: [Token], _ vocabulary: Vocabulary
  ) -> String? {
    let used = corpus.pieces.filter(vocabulary.isCondition)
    let missing = measured.isEmpty ? [] : Set(used).subtracting(measured).sorted()
    guard !missing.isEmpty else { return nil }
    let names = missing.prefix(5).compactMap(vocabulary.conditionName).joined(separator: " ")
    return "nothing is held out of \(missing.count) of the conditions (\(names)"
      + "\(missing.count > 5 ? " …" : "")); measure on files of all of them with --valid"
  }

  /// Where the held-out part starts.
  private static func cut(_ tokens: TokenStore, _ configuration: TrainingConfiguration) -> Int {
    guard configuration.validationFraction > 0 else { return tokens.count }
    // The first token is a boundary and no text.
    let share = Double(tokens.count - 1) * (1 - configuration.validationFraction)
    let exact = 1 + Int(share)
    guard configuration.text.boundary != .file else { return exact }
    let document = tokens.documents(before: exact)
    if document < tokens.documentCount { return tokens.start(ofDocument: document) }
    return document > 1 ? tokens.start(ofDocument: document - 1) : exact
  }

  /// The piece that a stream consists of, if it is one only.
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

  /// Scalars of the text that tokens stand for; a boundary inside counts as the line end it was.
  private static func scalars(of tokens: ArraySlice<Token>, _ vocabulary: Vocabulary) -> Int {
    let counts = (0..<vocabulary.count).map { id -> Int in
      let bytes = vocabulary.bytes(of: Token(id))
      guard id >= Int(Vocabulary.firstPiece) else { return 1 }
      return bytes.count { $0 & 0xC0 != 0x80 }
    }
    return tokens.reduce(0) { $0 + counts[Int($1)] }
  }
}
