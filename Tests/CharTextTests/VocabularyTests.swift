import CharText
import Testing

@Suite struct VocabularyTests {
  private func build(
    _ text: String, unit: TextUnit = .scalar, minimumCount: Int = 1, maximumSize: Int? = nil
  ) throws -> Vocabulary {
    try CorpusReader(text: text).build(
      TextConfiguration(unit: unit), minimumCount: minimumCount, maximumSize: maximumSize
    ).tokenizer.vocabulary
  }

  private func pieces(_ vocabulary: Vocabulary) -> [String] {
    vocabulary.pieces.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("Pieces stand after the two special tokens in ascending order of their UTF-8 bytes")
  func order() throws {
    let vocabulary = try build("zéa😀b\u{FFFD}\u{10000}")
    #expect(
      vocabulary.pieces
        == bytes(["a", "b", "z", "é", "\u{FFFD}", "\u{10000}", "😀"]))
    #expect(vocabulary.count == 9)
    #expect(vocabulary.token(for: "a") == 2)
    #expect(vocabulary.bytes(of: 8) == bytes("😀"))
    #expect(vocabulary.bytes(of: 0).isEmpty && vocabulary.bytes(of: 1).isEmpty)
  }

  @Test("Rare pieces become unknown")
  func minimumCount() throws {
    #expect(pieces(try build("aaabbc", minimumCount: 2)) == ["a", "b"])
    let (_, corpus) = try CorpusReader(text: "abac").build(TextConfiguration(), minimumCount: 2)
    #expect(corpus.tokens == [1, 2, 0, 2, 0])
    #expect(corpus.statistics.unknownTokens == 2)
  }

  @Test("The most frequent pieces are kept, and of equal ones the first by bytes")
  func maximumSize() throws {
    #expect(pieces(try build("ddccbbaaa", maximumSize: 3)) == ["a", "b", "c"])
    #expect(pieces(try build("dddcba", maximumSize: 2)) == ["a", "d"])
    #expect(try build("abc", maximumSize: 0).count == 2)
  }

  @Test("Canonically equivalent pieces are different pieces")
  func equivalents() throws {
    let vocabulary = try build("é e\u{301}", unit: .grapheme)
    #expect(vocabulary.pieces == bytes([" ", "e\u{301}", "é"]))
    #expect(vocabulary.token(for: "é") == 4)
    #expect(vocabulary.token(for: "e\u{301}") == 3)
    #expect(vocabulary.token(for: "e") == nil)
  }

  @Test("The byte unit has all bytes, each with the id 2 + its value")
  func byteVocabulary() throws {
    let vocabulary = try build("abc", unit: .byte, minimumCount: 9, maximumSize: 1)
    #expect(vocabulary == .bytes)
    #expect(vocabulary.count == 258)
    for byte in UInt8.min...UInt8.max {
      #expect(vocabulary.bytes(of: 2 + Token(byte)) == [byte])
      #expect(vocabulary.token(forBytes: [byte]) == 2 + Token(byte))
    }
    #expect(vocabulary.token(for: "é") == nil)
  }

  @Test("Names of tokens show what cannot be seen")
  func displayNames() throws {
    let vocabulary = try build("\n\r\t\u{0} a\u{301}\u{200B}<")
    let names = (0..<Token(vocabulary.count)).map(vocabulary.displayName)
    #expect(
      names == [
        "<unk>", "<doc>", "\\0", "\\t", "\\n", "\\r", " ", "<", "a", "\u{25CC}\u{301}", "\\u{200B}",
      ])
    #expect(Vocabulary.bytes.displayName(of: 2 + 0xE9) == "0xE9")
    #expect(Vocabulary.bytes.displayName(of: 2 + 0x41) == "A")
    #expect(try build("\r\n", unit: .grapheme).displayName(of: 2) == "\\r\\n")
  }

  @Test("Pieces that are not one unit, and repeated ones, are refused")
  func wrongPieces() throws {
    #expect(throws: TokenizerError.wrongPiece("ab", unit: .scalar)) {
      try Vocabulary(pieces: [bytes("a"), bytes("ab")], unit: .scalar)
    }
    #expect(throws: TokenizerError.wrongPiece("", unit: .grapheme)) {
      try Vocabulary(pieces: [[]], unit: .grapheme)
    }
    #expect(throws: TokenizerError.wrongPiece("\u{FFFD}", unit: .scalar)) {
      try Vocabulary(pieces: [[0xE2, 0x82]], unit: .scalar)
    }
    #expect(throws: TokenizerError.repeatedPiece("a")) {
      try Vocabulary(pieces: [bytes("a"), bytes("b"), bytes("a")], unit: .scalar)
    }
    #expect(try Vocabulary(pieces: [bytes("e\u{301}")], unit: .grapheme).count == 3)
  }
}
