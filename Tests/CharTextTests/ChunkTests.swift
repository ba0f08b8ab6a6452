import CharText
import TestSupport
import Testing

@Suite struct ChunkTests {
  private func corpus(
    _ text: [UInt8], _ configuration: TextConfiguration, chunkSize: Int
  ) throws -> EncodedCorpus {
    try CorpusReader(bytes: text, invalidUTF8: .replace, chunkSize: chunkSize)
      .build(configuration).corpus
  }

  @Test("Chunks of any size give the same corpus", arguments: Samples.configurations)
  func anySize(configuration: TextConfiguration) throws {
    let text = bytes(Samples.mixed)
    let whole = try corpus(text, configuration, chunkSize: 1 << 20)
    for size in 1...64 {
      let parts = try corpus(text, configuration, chunkSize: size)
      #expect(parts == whole, "chunks of \(size) bytes")
    }
  }

  @Test(
    "Chunks of any size give the same documents", arguments: DocumentBoundary.allCases,
    LineEnds.allCases)
  func anySizeDocuments(boundary: DocumentBoundary, lineEnds: LineEnds) throws {
    let text = bytes("\u{FEFF}\n\n one\r\ntwo \r\r\n \t\r\n\u{301}three\n \u{301}\n\n\n\nfour\r")
    for unit in TextUnit.allCases {
      let configuration = TextConfiguration(
        unit: unit, lineEnds: lineEnds, stripsByteOrderMark: true, boundary: boundary)
      let whole = try corpus(text, configuration, chunkSize: 1 << 20)
      for size in 1...40 {
        #expect(try corpus(text, configuration, chunkSize: size) == whole, "\(unit), \(size)")
      }
    }
  }

  @Test("Chunks of any size give the same replacements", arguments: Normalization.allCases)
  func anySizeInvalid(normalization: Normalization) throws {
    var generator = SeededGenerator(state: 11)
    let alphabet = Array("aé\n \r😀".utf8) + [0x80, 0xC3, 0xE2, 0x82, 0xF0, 0x9F, 0xFF, 0xED, 0xA0]
    for _ in 0..<40 {
      let text = (0..<60).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      for unit in TextUnit.allCases {
        let configuration = TextConfiguration(unit: unit, normalization: normalization)
        let whole = try corpus(text, configuration, chunkSize: 1 << 20)
        for size in [1, 2, 3, 5, 8, 13] {
          #expect(try corpus(text, configuration, chunkSize: size) == whole, "\(text)")
        }
      }
    }
  }

  @Test("Random mixtures of scalars that join each other survive small chunks")
  func joiningScalars() throws {
    var generator = SeededGenerator(state: 3)
    let pool: [Unicode.Scalar] = [
      "a", "e", "\u{301}", "\u{323}", "\u{1100}", "\u{1161}", "\u{11A8}", "가", "각", "\u{FFA1}",
      "\u{FFC2}", "\u{3131}", "\u{314F}", "か", "\u{3099}", "\u{FF76}", "\u{FF9E}", "\u{200D}",
      "🇫", "👩", "\n", "\r", "क", "\u{94D}", "ि", "\u{9C7}", "\u{9BE}", "中", "ß", "\u{345}", "ﬁ",
    ]
    for _ in 0..<200 {
      var text = ""
      for _ in 0..<24 { text.unicodeScalars.append(pool.randomElement(using: &generator) ?? "a") }
      for normalization in Normalization.allCases {
        let configuration = TextConfiguration(
          unit: .grapheme, normalization: normalization, foldsCase: true)
        let whole = try corpus(bytes(text), configuration, chunkSize: 1 << 20)
        for size in [1, 2, 5, 9] {
          #expect(
            try corpus(bytes(text), configuration, chunkSize: size) == whole,
            "\(text.unicodeScalars.map { String($0.value, radix: 16) })")
        }
      }
    }
  }

  @Test("The corpus of a text has the tokens that encoding the text gives")
  func sameAsEncode() throws {
    for configuration in Samples.configurations {
      let reader = CorpusReader(bytes: bytes(Samples.mixed), chunkSize: 7)
      let (tokenizer, corpus) = try reader.build(configuration)
      #expect(try corpus.tokens == [1] + tokenizer.encode(Samples.mixed), "\(configuration.name)")
      #expect(try reader.encode(with: tokenizer) == corpus, "\(configuration.name)")
    }
  }
}
