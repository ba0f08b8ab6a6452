import CharText
import Testing

@Suite struct TokenizerTests {
  @Test("Decoding gives back the bytes of the normalized text", arguments: Samples.configurations)
  func roundTrip(configuration: TextConfiguration) throws {
    let (tokenizer, _) = try CorpusReader(text: Samples.mixed).build(configuration)
    let (form, folds) = (configuration.normalization, configuration.foldsCase)
    let expected = form.apply(to: Samples.mixed, foldingCase: folds)
    #expect(try bytes(tokenizer.decode(tokenizer.encode(Samples.mixed))) == bytes(expected))
    if configuration.unit != .grapheme {
      for text in Samples.all {
        let expected = form.apply(to: text, foldingCase: folds)
        #expect(try bytes(tokenizer.decode(tokenizer.encode(text))) == bytes(expected))
      }
    }
    if form == .none, !folds { #expect(bytes(expected) == bytes(Samples.mixed)) }
  }

  @Test(
    "A grapheme cluster is one token",
    arguments: [
      ("👩\u{200D}👩\u{200D}👧\u{200D}👦", 1), ("🇫🇷🇩🇪", 2), ("🇫🇷🇩", 2), ("👍🏽", 1), ("\r\n", 1),
      ("\n\r", 2), ("e\u{301}\u{323}", 1), ("각", 1), ("\u{1100}\u{1161}\u{11A8}", 1),
      ("\u{600}1", 1), ("a\u{200D}b", 2), ("\n\u{301}", 2), ("नि", 1), ("ab", 2),
      ("❤\u{FE0F}x", 2),
    ])
  func clusters(text: String, count: Int) throws {
    let configuration = TextConfiguration(unit: .grapheme)
    let (tokenizer, corpus) = try CorpusReader(text: text).build(configuration)
    #expect(try tokenizer.encode(text).count == count)
    #expect(try corpus.tokens == [1] + tokenizer.encode(text))
  }

  @Test("Text that looks like a special token is just text", arguments: TextUnit.allCases)
  func specialsAreText(unit: TextUnit) throws {
    let text = "<doc>a<unk>"
    let (tokenizer, corpus) = try CorpusReader(text: text).build(TextConfiguration(unit: unit))
    let tokens = try tokenizer.encode(text)
    #expect(tokens.count == text.utf8.count)
    #expect(!tokens.contains(Vocabulary.unknown) && !tokens.contains(Vocabulary.documentBoundary))
    #expect(tokenizer.decode(tokens) == text)
    #expect(corpus.tokens == [1] + tokens)
  }

  @Test("Unknown pieces are token 0, are listed once in order, and print as U+FFFD")
  func unknownPieces() throws {
    let (scalar, _) = try CorpusReader(text: "abc").build(TextConfiguration())
    #expect(try scalar.encode("axbyx") == [2, 0, 3, 0, 0])
    #expect(scalar.unknownPieces(in: "ayxbyxe\u{301}") == ["y", "x", "e", "\u{301}"])
    #expect(scalar.decode([2, 0, 1, 3]) == "a\u{FFFD}b")
    let (grapheme, _) = try CorpusReader(text: "e").build(TextConfiguration(unit: .grapheme))
    #expect(try grapheme.encode("ee\u{301}é") == [2, 0, 0])
    #expect(
      bytes(grapheme.unknownPieces(in: "ee\u{301}ée\u{301}")) == bytes(["e\u{301}", "é"]))
    let byte = Tokenizer(configuration: TextConfiguration(unit: .byte), vocabulary: .bytes)
    #expect(byte.unknownPieces(in: Samples.mixed).isEmpty)
  }

  @Test("Numbers that are no tokens decode to U+FFFD")
  func outOfRange() throws {
    let (tokenizer, _) = try CorpusReader(text: "a").build(TextConfiguration())
    #expect(tokenizer.decode([2, -1, 3, .max, .min, 2]) == "a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}a")
  }

  @Test("Line ends and the byte order mark are as configured")
  func lineEndsAndMark() throws {
    let text = "\u{FEFF}a\r\nb\rc\n\u{FEFF}\r"
    let keep = TextConfiguration()
    let change = TextConfiguration(lineEnds: .lf, stripsByteOrderMark: true)
    let (kept, _) = try CorpusReader(text: text).build(keep)
    #expect(try bytes(kept.decode(kept.encode(text))) == bytes(text))
    let (changed, corpus) = try CorpusReader(text: text).build(change)
    #expect(try bytes(changed.decode(changed.encode(text))) == bytes("a\nb\nc\n\u{FEFF}\n"))
    #expect(try corpus.tokens == [1] + changed.encode(text))
  }

  @Test("The tokens of a prefix are a prefix of the tokens", arguments: [TextUnit.byte, .scalar])
  func prefixes(unit: TextUnit) throws {
    let (tokenizer, _) = try CorpusReader(text: Samples.mixed).build(TextConfiguration(unit: unit))
    let whole = try tokenizer.encode(Samples.mixed)
    for count in 0..<Samples.mixed.unicodeScalars.count {
      let prefix = String(String.UnicodeScalarView(Samples.mixed.unicodeScalars.prefix(count)))
      #expect(try whole.starts(with: tokenizer.encode(prefix)))
    }
  }
}
