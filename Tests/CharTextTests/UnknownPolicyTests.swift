import CharText
import Testing

@Suite struct UnknownPolicyTests {
  /// A tokenizer that knows Latin letters and one cluster only.
  private func tokenizer(
    _ unit: TextUnit, _ unknown: UnknownPolicy, normalization: Normalization = .none
  ) throws -> Tokenizer {
    try CorpusReader(text: "abcdefghijklmnopqrstuvwxyz e\u{301}").build(
      TextConfiguration(unit: unit, normalization: normalization, unknown: unknown)
    ).tokenizer
  }

  @Test(
    "Spelled by bytes, any text comes back as it was", arguments: [TextUnit.scalar, .grapheme],
    Normalization.allCases)
  func roundTrip(unit: TextUnit, normalization: Normalization) throws {
    let tokenizer = try tokenizer(unit, .bytes, normalization: normalization)
    for text in Samples.all {
      let tokens = try tokenizer.encode(text)
      #expect(!tokens.contains(Vocabulary.unknown))
      #expect(bytes(tokenizer.decode(tokens)) == bytes(tokenizer.normalized(text)))
    }
  }

  @Test("Only what is no piece is spelled, a cluster by its scalars where they are pieces")
  func spelling() throws {
    let scalar = try tokenizer(.scalar, .bytes)
    let start = try #require(scalar.vocabulary.token(for: "\u{301}")) + 1
    #expect(scalar.vocabulary.count == Int(start) + 256)
    #expect(
      try scalar.encode("aéb") == [
        scalar.vocabulary.token(for: "a"), start + 0xC3, start + 0xA9,
        scalar.vocabulary.token(for: "b"),
      ])
    let grapheme = try tokenizer(.grapheme, .bytes)
    let vocabulary = grapheme.vocabulary
    let first = Token(vocabulary.count - 256)
    #expect(try grapheme.encode("e\u{301}") == [vocabulary.token(for: "e\u{301}")])
    #expect(
      try grapheme.encode("a\u{301}") == [
        vocabulary.token(for: "a"), first + 0xCC, first + 0x81,
      ])
    #expect(vocabulary.displayName(of: first + 0x0A) == "0x0A")
  }

  @Test("A corpus whose rare characters are spelled has no unknown token", arguments: [1, 2, 5])
  func rare(minimumCount: Int) throws {
    let reader = CorpusReader(text: Samples.mixed)
    for unit in [TextUnit.scalar, .grapheme] {
      let (tokenizer, corpus) = try reader.build(
        TextConfiguration(unit: unit, unknown: .bytes), minimumCount: minimumCount)
      #expect(corpus.tokens == [1] + (try tokenizer.encode(Samples.mixed)))
      #expect(corpus.statistics.unknownTokens == 0)
      #expect(corpus.statistics.tokens == corpus.tokens.count)
      #expect(bytes(tokenizer.decode(corpus.tokens)) == bytes(Samples.mixed))
      #expect(try reader.encode(with: tokenizer) == corpus)
    }
  }

  @Test("Where unknown text is an error, it names what is unknown")
  func error() throws {
    let tokenizer = try tokenizer(.scalar, .error)
    #expect(try tokenizer.encode("abc").count == 3)
    #expect(throws: TokenizerError.unknownPieces(["中", "é"], count: 2)) {
      try tokenizer.encode("a中é中")
    }
    #expect("\(TokenizerError.unknownPieces(["中"], count: 12))".contains("中 and 11 more"))
    #expect(throws: CorpusError.unknownPieces(["中"], count: 1, names: ["text"])) {
      try CorpusReader(text: "a中").encode(with: tokenizer)
    }
    #expect(throws: CorpusError.self) {
      try CorpusReader(text: "aab").build(TextConfiguration(unknown: .error), minimumCount: 2)
    }
  }

  @Test("A vocabulary has all bytes in order or none")
  func bytesInOrder() {
    let bytes = (UInt8.min...UInt8.max).map { Vocabulary.Entry.byte($0) }
    for wrong in [Array(bytes.dropLast()), bytes.reversed(), bytes + [.byte(0)]] {
      #expect(throws: TokenizerError.wrongBytes) { try Vocabulary(unit: .scalar, entries: wrong) }
    }
    #expect(throws: TokenizerError.wrongBytes) { try Vocabulary(unit: .byte, entries: []) }
    #expect(throws: TokenizerError.repeatedPiece("x")) {
      try Vocabulary(unit: .byte, entries: bytes + [.condition("x"), .condition("x")])
    }
  }
}
