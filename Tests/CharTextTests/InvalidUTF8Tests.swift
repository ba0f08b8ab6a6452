import CharText
import Testing

@Suite struct InvalidUTF8Tests {
  private let text = Array("one\nzwei é\nabc ".utf8) + [0xE9] + Array("t\u{E9}\n".utf8)

  @Test("The error names file, line and byte, whatever the chunks", arguments: 1...30)
  func position(chunkSize: Int) {
    for configuration in [
      TextConfiguration(), TextConfiguration(unit: .grapheme),
      TextConfiguration(unit: .byte, normalization: .nfc),
      TextConfiguration(unit: .byte, foldsCase: true),
    ] {
      #expect(
        throws: CorpusError.invalidUTF8(
          TextPlace(file: "notes.txt", line: 3, column: 5, offset: 16), bytes: [0xE9], guess: nil)
      ) {
        try CorpusReader(bytes: text, name: "notes.txt", chunkSize: chunkSize).build(configuration)
      }
    }
  }

  @Test("The message says what and where, and leaves it to the command what to do")
  func message() {
    let error = CorpusError.invalidUTF8(
      TextPlace(file: "notes.txt", line: 3, column: 7, offset: 41), bytes: [0xE9], guess: nil)
    #expect(error.description == "notes.txt:3:7 (byte 41): not valid UTF-8 (0xE9)")
  }

  @Test("A sequence that the file ends in is an error at its start")
  func truncated() {
    #expect(
      throws: CorpusError.invalidUTF8(
        TextPlace(file: "text", line: 1, column: 3, offset: 2), bytes: [0xE2, 0x82], guess: nil)
    ) { try CorpusReader(bytes: [0x61, 0x62, 0xE2, 0x82]).build(TextConfiguration()) }
  }

  @Test("Replacing gives U+FFFD for each maximal subpart, counted")
  func replace() throws {
    let bad: [UInt8] = [0x61, 0xF0, 0x9F, 0x98, 0x62, 0xC0, 0xAF, 0xED, 0xA0, 0x80, 0x63, 0xE2]
    let reader = CorpusReader(bytes: bad, invalidUTF8: .replace)
    let (tokenizer, corpus) = try reader.build(TextConfiguration())
    let expected = String(decoding: bad, as: UTF8.self)
    #expect(tokenizer.decode(corpus.tokens) == expected)
    #expect(corpus.statistics.replacedSequences == 7)
    #expect(corpus.statistics.characters == expected.unicodeScalars.count)
    #expect(corpus.statistics.bytes == bad.count)
  }

  @Test("Bytes take everything as it is, and count characters by the replacement rule")
  func rawBytes() throws {
    let bad: [UInt8] = [0xFF, 0xFE, 0x00, 0xE2, 0x82, 0x20, 0xC3, 0xA9]
    let (_, corpus) = try CorpusReader(bytes: bad).build(TextConfiguration(unit: .byte))
    #expect(corpus.tokens == [1] + bad.map { Token($0) + 2 })
    #expect(corpus.statistics.characters == 6)
    #expect(corpus.statistics.words == 2)
    #expect(corpus.statistics.replacedSequences == 0)
    #expect(corpus.warnings.isEmpty)
  }

  @Test("UTF-16 and UTF-32 are recognised")
  func otherEncodings() throws {
    let marked: [UInt8] = [0xFF, 0xFE, 0x61, 0, 0x62, 0]
    let error = InvalidBytes {
      _ = try CorpusReader(bytes: marked, chunkSize: 1).build(TextConfiguration())
    }
    #expect(error == InvalidBytes(line: 1, offset: 0, bytes: [0xFF], encoding: "UTF-16LE"))
    let wide: [UInt8] = [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]
    let other = InvalidBytes { _ = try CorpusReader(bytes: wide).build(TextConfiguration()) }
    #expect(other == InvalidBytes(line: 1, offset: 0, bytes: [0xFF], encoding: "UTF-32LE"))
    let (_, corpus) = try CorpusReader(bytes: [0x61, 0, 0x62, 0]).build(TextConfiguration())
    #expect(corpus.statistics.zeroBytes == 2)
    #expect(corpus.warnings.count == 1)
    #expect(corpus.warnings.first?.contains("UTF-16") == true)
  }
}
