public import CharText

/// A corpus cut into what is learned from and what is measured on.
public struct TrainingData: Sendable {
  /// Text to tokens.
  public let tokenizer: Tokenizer
  /// The stream to learn from, each document after its boundary.
  public private(set) var training: [Token]
  /// The stream to measure on; fewer than two tokens = none.
  public private(set) var validation: [Token]
  /// Unicode scalars of the validation text.
  public let validationCharacters: Int
  /// What was read.
  public let statistics: CorpusStatistics
  /// What a user should be told about the text.
  public let warnings: [String]

  /// Reads a corpus, makes the vocabulary from all of it, and holds out its last part.
  ///
  /// With paragraphs or lines as documents no document is cut in two.
  ///
  /// - Parameters:
  ///   - reader: the corpus.
  ///   - validation: another corpus to measure on; nil = the last part of the first.
  ///   - configuration: how text becomes tokens, and how large the last part is.
  /// - Throws: `CorpusError`, or `TrainingError` if there is nothing to learn from.
  public init(
    _ reader: CorpusReader, validation: CorpusReader? = nil, _ configuration: TrainingConfiguration
  ) throws {
    let built = try reader.build(
      configuration.text, minimumCount: configuration.minimumCount,
      maximumSize: configuration.maximumVocabulary)
    try self.init(built.tokenizer, built.corpus, validation: validation, configuration)
  }

  private init(
    _ tokenizer: Tokenizer, _ corpus: EncodedCorpus, validation reader: CorpusReader?,
    _ configuration: TrainingConfiguration
  ) throws {
    self.tokenizer = tokenizer
    statistics = corpus.statistics
    if let reader {
      let other = try reader.encode(with: tokenizer)
      training = corpus.tokens
      validation = other.tokens
      validationCharacters = other.statistics.characters
      warnings = corpus.warnings + other.warnings
    } else {
      var tokens = corpus.tokens
      let cut = Self.cut(tokens, configuration)
      var tail = Array(tokens[cut...])
      if tail.first != Vocabulary.documentBoundary && !tail.isEmpty {
        tail.insert(Vocabulary.documentBoundary, at: 0)
      }
      tokens.removeLast(tokens.count - cut)
      training = tokens
      validation = tail
      validationCharacters = Self.scalars(of: tail.dropFirst(), tokenizer.vocabulary)
      warnings = corpus.warnings
    }
    configuration.text.direction.order(&training)
    configuration.text.direction.order(&validation)
    guard training.count > configuration.window + 1 else {
      throw TrainingError.tooShort(tokens: training.count - 1, window: configuration.window)
    }
    let pieces = training.lazy.filter { $0 != Vocabulary.documentBoundary }
    if let first = pieces.first, pieces.allSatisfy({ $0 == first }) {
      throw TrainingError.oneToken(tokenizer.vocabulary.displayName(of: first))
    }
  }

  /// Where the held-out part starts.
  private static func cut(_ tokens: [Token], _ configuration: TrainingConfiguration) -> Int {
    guard configuration.validationFraction > 0 else { return tokens.count }
    // The first token is a boundary and no text.
    let share = Double(tokens.count - 1) * (1 - configuration.validationFraction)
    let exact = 1 + Int(share)
    guard configuration.text.boundary != .file else { return exact }
    let isBoundary = { (i: Int) in tokens[i] == Vocabulary.documentBoundary }
    return (exact..<tokens.count).first(where: isBoundary)
      ?? (1..<exact).last(where: isBoundary) ?? exact
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

  /// A number that tells corpora apart: of the vocabulary and both streams.
  var fingerprint: String {
    var hash = Fingerprint()
    for id in 0..<tokenizer.vocabulary.count {
      hash.add(bytes: tokenizer.vocabulary.bytes(of: Token(id)))
    }
    for stream in [training, validation] { hash.add(stream) }
    return hash.text
  }
}
