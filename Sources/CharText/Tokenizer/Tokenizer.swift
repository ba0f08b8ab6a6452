/// Converts text to tokens and back in the way that a model was trained on.
///
/// Tokenization is local: with the scalar and byte units and without normalization, line-end
/// conversion and byte order mark stripping, the tokens of a prefix of a text are a prefix of its
/// tokens. A grapheme cluster, a normalized character or a CRLF may still change while scalars are
/// appended.
///
/// Decoding inverts encoding: if every piece of a text is in the vocabulary, or is spelled by its
/// bytes, the decoded text has the bytes of the normalized text, which without normalization are
/// those of the text itself.
public struct Tokenizer: Equatable, Sendable {
  /// The text configuration.
  public let configuration: TextConfiguration
  /// The vocabulary.
  public let vocabulary: Vocabulary

  /// Creates a tokenizer.
  ///
  /// - Parameters:
  ///   - configuration: The text configuration.
  ///   - vocabulary: A vocabulary of the configuration's unit, with byte tokens if the
  ///     configuration needs them; others trap.
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

  /// Returns the tokens of a text, without document boundaries.
  ///
  /// Unknown pieces are treated as the configuration says. Text that looks like `<doc>` or `<unk>`
  /// is ordinary text. The configuration's document boundary is ignored.
  ///
  /// - Throws: ``TokenizerError/unknownPieces(_:count:)`` if unknown pieces are an error.
  public func encode(_ text: String) throws(TokenizerError) -> [Token] {
    try encode(Array(text.utf8))
  }

  /// Returns the tokens of text given as bytes of a file.
  ///
  /// - Parameters:
  ///   - text: The bytes; ill-formed UTF-8 becomes U+FFFD, unless the configuration accepts
  ///     arbitrary bytes.
  ///   - isStart: Whether the text starts a file; elsewhere, U+FEFF is not a byte order mark.
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

  /// Returns the tokens of a text, with ``Vocabulary/unknown`` instead of errors.
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

  /// Returns a text with line ends, normalization and case as the configuration says.
  ///
  /// - Parameter text: Any text.
  /// - Returns: The text that its tokens decode to, if all its pieces are in the vocabulary.
  public func normalized(_ text: String) -> String {
    String(decoding: prepared(Array(text.utf8)), as: UTF8.self)
  }

  /// Returns the prepared bytes of text given as bytes of a file, as for ``encode(_:isStart:)``.
  package func prepared(_ text: [UInt8], isStart: Bool = true) -> [UInt8] {
    configuration.prepare(text, isStart: isStart)
  }

  /// Returns the text of tokens.
  ///
  /// Document boundaries and conditions yield no text; the unknown token and numbers outside the
  /// vocabulary yield U+FFFD. Ill-formed bytes yield one U+FFFD for each maximal subpart, and a
  /// document boundary ends a sequence.
  public func decode(_ tokens: some Sequence<Token>) -> String {
    var decoder = StreamingDecoder(vocabulary)
    var bytes: [UInt8] = []
    for token in tokens { decoder.append(token, to: &bytes) }
    decoder.finish(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns the pieces of a text that are not in the vocabulary, each once, in order of
  /// appearance.
  public func unknownPieces(in text: String) -> [String] {
    let bytes = configuration.prepare(Array(text.utf8))
    var unknown = UnknownPieces(vocabulary)
    configuration.unit.cut(bytes, 0..<bytes.count, into: &unknown)
    return unknown.found.map { String(decoding: $0, as: UTF8.self) }
  }
}
