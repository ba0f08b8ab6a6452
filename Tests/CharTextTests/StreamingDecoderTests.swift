import CharText
import TestSupport
import Testing

@Suite struct StreamingDecoderTests {
  private let byte = Tokenizer(configuration: TextConfiguration(unit: .byte), vocabulary: .bytes)

  private func stream(_ tokens: [Token], _ vocabulary: Vocabulary) -> (steps: [String], end: String)
  {
    var decoder = StreamingDecoder(vocabulary)
    let steps = tokens.map { decoder.append($0) }
    return (steps, decoder.finish())
  }

  @Test("The parts joined are the decoded text, for every prefix", arguments: TextUnit.allCases)
  func joins(unit: TextUnit) throws {
    let configuration = TextConfiguration(unit: unit)
    let (tokenizer, _) = try CorpusReader(text: Samples.mixed).build(configuration)
    let tokens =
      try tokenizer.encode(Samples.hard.joined()) + [1, 0] + tokenizer.encode("à la fin")
    for count in 0...tokens.count {
      let prefix = Array(tokens[..<count])
      let (steps, end) = stream(prefix, tokenizer.vocabulary)
      #expect(bytes(steps.joined() + end) == bytes(tokenizer.decode(prefix)))
    }
  }

  @Test("A character comes with its last byte, not before and not after")
  func finishedAtOnce() throws {
    for text in ["é", "€", "😀", "a", "\u{0}"] {
      let (steps, end) = try stream(byte.encode(text), .bytes)
      #expect(steps.dropLast().joined().isEmpty)
      #expect(bytes(steps.last ?? "none") == bytes(text))
      #expect(end.isEmpty)
    }
  }

  @Test("Ill-formed bytes become one U+FFFD for each maximal subpart, as soon as they are known")
  func illFormed() {
    let tokens = [0xE2, 0x82, 0x41, 0xFF, 0xF0, 0x80, 0xED, 0xA0, 0x80].map { Token($0 + 2) }
    let (steps, end) = stream(tokens, .bytes)
    let mark = "\u{FFFD}"
    #expect(steps == ["", "", mark + "A", mark, "", mark + mark, "", mark + mark, mark])
    #expect(end.isEmpty)
    let (unfinished, last) = stream([2 + 0xF0, 2 + 0x9F, 2 + 0x98], .bytes)
    #expect(unfinished == ["", "", ""] && last == mark)
  }

  @Test("A document boundary ends a sequence and prints nothing")
  func boundary() {
    let (steps, end) = stream([2 + 0xC3, 1, 2 + 0xA9, 1, 2 + 0x41], .bytes)
    #expect(steps == ["", "\u{FFFD}", "\u{FFFD}", "", "A"])
    #expect(end.isEmpty)
  }

  @Test("Random bytes decode as the standard library decodes them")
  func randomBytes() {
    var generator = SeededGenerator(state: 7)
    let alphabet: [UInt8] = [
      0x41, 0x0A, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xE1, 0xED, 0xEF, 0xF0,
      0xF1, 0xF4, 0xF5, 0xFF,
    ]
    for _ in 0..<2000 {
      let sample = (0..<12).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      let expected = bytes(String(decoding: sample, as: UTF8.self))
      let tokens = sample.map { Token($0) + 2 }
      let (steps, end) = stream(tokens, .bytes)
      #expect(bytes(steps.joined() + end) == expected, "\(sample)")
      #expect(bytes(byte.decode(tokens)) == expected, "\(sample)")
    }
  }
}
