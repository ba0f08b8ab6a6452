import CharText
import Testing

@Suite struct CorpusDocumentTests {
  /// The text of each document.
  private func documents(
    _ text: String, _ boundary: DocumentBoundary, lineEnds: LineEnds = .keep
  ) throws -> [String] {
    let configuration = TextConfiguration(lineEnds: lineEnds, boundary: boundary)
    let (tokenizer, corpus) = try CorpusReader(text: text).build(configuration)
    #expect(corpus.tokens.first == Vocabulary.documentBoundary)
    let parts = corpus.tokens.split(
      separator: Vocabulary.documentBoundary, omittingEmptySubsequences: false)
    #expect(corpus.statistics.documents == parts.count - 1)
    #expect(corpus.statistics.tokens == corpus.tokens.count)
    return parts.dropFirst().map { tokenizer.decode($0) }
  }

  @Test("A file is one document to its last byte")
  func file() throws {
    #expect(try bytes(documents("\na\n\nb\n", .file)) == [bytes("\na\n\nb\n")])
  }

  @Test("Each line that is not empty is a document without its terminator")
  func lines() throws {
    #expect(
      try bytes(documents("a b\n\r\n\n c\r\nd\re\nf", .line))
        == bytes(["a b", " c", "d\re", "f"]))
    #expect(try documents("a\rb\r\n\rc", .line, lineEnds: .lf) == ["a", "b", "c"])
  }

  @Test("Blank lines separate paragraphs, whose inner line ends stay")
  func paragraphs() throws {
    #expect(
      try bytes(documents("\n\na\nb\n\n\n  c \n \t\nd\n", .paragraph))
        == bytes(["a\nb", "  c ", "d"]))
    #expect(
      try bytes(documents("a\r\nb\r\n\r\nc", .paragraph)) == bytes(["a\r\nb", "c"]))
    #expect(
      try bytes(documents("a\rb\r\rc\r", .paragraph, lineEnds: .lf))
        == bytes(["a\nb", "c"]))
    #expect(try bytes(documents("a\n \u{301}b", .paragraph)) == [bytes("a\n \u{301}b")])
  }

  @Test("A text without any document is an error", arguments: [DocumentBoundary.line, .paragraph])
  func nothing(boundary: DocumentBoundary) {
    #expect(throws: CorpusError.emptyText(["text"])) { try documents("\n\r\n\n", boundary) }
  }

  @Test("Statistics count the text as it was read")
  func statistics() throws {
    let text = "L'été\u{A0}fini\r\n\r\n😀 <doc>\u{2003}x\n"
    let configuration = TextConfiguration(
      normalization: .nfd, lineEnds: .lf, boundary: .paragraph)
    let (tokenizer, corpus) = try CorpusReader(text: text, name: "note").build(configuration)
    let found = corpus.statistics
    #expect(found.files == 1 && found.documents == 2)
    #expect(found.inputs.map(\.name) == ["note"])
    #expect(found.inputs.map(\.bytes) == [text.utf8.count])
    #expect(found.bytes == text.utf8.count)
    #expect(found.characters == text.unicodeScalars.count)
    #expect(found.words == 5)
    #expect(found.tokens == 2 + 12 + 9)
    #expect(found.unknownTokens == 0 && found.replacedSequences == 0 && found.zeroBytes == 0)
    let other = try CorpusReader(text: "fini zzz").encode(with: tokenizer)
    #expect(other.statistics.unknownTokens == 3)
  }
}
