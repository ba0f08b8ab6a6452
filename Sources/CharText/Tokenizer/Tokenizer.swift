/// Turns text into tokens and back, the way a model was trained to read it.
///
/// A token never depends on text that is far away: with the scalar and byte units and without
/// normalization, line-end conversion and byte order mark stripping, the tokens of a prefix of a
/// text are a prefix of its tokens. A grapheme cluster, a normalized character or a CRLF may still
/// change while scalars are added to its end.
///
/// Decoding undoes encoding: if every piece of a text is in the vocabulary, or is spelled by its
/// bytes, the decoded text has the bytes of the normalized text, which without normalization are
/// those of the text itself.
public struct Tokenizer: Equatable, Sendable {
  /// How text is read.
  public let configuration: TextConfiguration
  /// The tokens.
  public let vocabulary: Vocabulary

  /// Puts a vocabulary to use.
  ///
  /// - Parameters:
  ///   - configuration: How text is read.
  ///   - vocabulary: Tokens of the configuration's unit, with those of bytes if the configuration
  ///     spells by them; others trap.
  public init(configuration: TextConfiguration, vocabulary: Vocabulary) {
    precondition(
      configuration.unit == vocabulary.unit,
      "a vocabulary of \(vocabulary.unit) units cannot cut text into \(configuration.unit) units")
    precondition(
      !configuration.spellsBytes || vocabulary.spellsBytes,
      "a vocabulary without bytes cannot spell text")
    self.configuration = configuration
    self.vocabulary = vocabulary
  }

  /// The tokens of one text, without any document boundary.
  ///
  /// A piece that is not in the vocabulary becomes what the configuration's policy says. Text that
  /// looks like `<doc>` or `<unk>` is just text. The document boundary of the configuration plays no
  /// part.
  ///
  /// - Throws: ``TokenizerError/unknownPieces(_:count:)`` where such a piece is an error.
  public func encode(_ text: String) throws(TokenizerError) -> [Token] {
    try encode(Array(text.utf8))
  }

  /// The same of a text as it stands in a file.
  ///
  /// - Parameters:
  ///   - text: The bytes; what is not UTF-8 is U+FFFD, unless the configuration takes any bytes.
  ///   - isStart: Whether a file starts with it: inside, U+FEFF is no byte order mark.
  /// - Returns: The tokens.
  /// - Throws: ``TokenizerError/unknownPieces(_:count:)``.
  package func encode(
    _ text: [UInt8], isStart: Bool = true
  ) throws(TokenizerError) -> [Token] {
    let tokens = tokens(of: text, isStart: isStart)
    if configuration.unknown == .error, tokens.contains(Vocabulary.unknown) {
      let pieces = unknownPieces(in: String(decoding: text, as: UTF8.self))
      throw .unknownPieces(Array(pieces.prefix(UnknownPieces.shown)), count: pieces.count)
    }
    return tokens
  }

  /// The same, but what would be an error is ``Vocabulary/unknown``.
  package func tokens(of text: String) -> [Token] {
    tokens(of: Array(text.utf8), isStart: true)
  }

  private func tokens(of text: [UInt8], isStart: Bool) -> [Token] {
    let bytes = configuration.prepare(text, isStart: isStart)
    var lookup = PieceLookup(vocabulary, configuration.unknown)
    lookup.tokens.reserveCapacity(bytes.count)
    configuration.unit.cut(bytes, 0..<bytes.count, into: &lookup)
    return lookup.takeTokens()
  }

  /// A text as it is read: with line ends, normalization and case as the configuration says.
  ///
  /// - Parameter text: Any text.
  /// - Returns: The text that its tokens spell if all its pieces are in the vocabulary.
  public func normalized(_ text: String) -> String {
    String(decoding: prepared(Array(text.utf8)), as: UTF8.self)
  }

  /// The same of a text as it stands in a file, to which ``encode(_:isStart:)`` applies.
  package func prepared(_ text: [UInt8], isStart: Bool = true) -> [UInt8] {
    configuration.prepare(text, isStart: isStart)
  }

  /// The text of tokens.
  ///
  /// The document boundary and conditions are nothing; the unknown token, and a number that is no token, are
  /// U+FFFD. Bytes that are not UTF-8 become one U+FFFD for each maximal subpart of an ill-formed
  /// sequence, and a document boundary ends a sequence.
  public func decode(_ tokens: some Sequence<Token>) -> String {
    var decoder = StreamingDecoder(vocabulary)
    var bytes: [UInt8] = []
    for token in tokens { decoder.append(token, to: &bytes) }
    decoder.finish(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The pieces of a text that are not in the vocabulary, each once, in the order they appear.
  public func unknownPieces(in text: String) -> [String] {
    let bytes = configuration.prepare(Array(text.utf8))
    var unknown = UnknownPieces(vocabulary)
    configuration.unit.cut(bytes, 0..<bytes.count, into: &unknown)
    return unknown.found.map { String(decoding: $0, as: UTF8.self) }
  }
}
