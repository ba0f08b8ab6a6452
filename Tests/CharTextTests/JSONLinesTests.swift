import CharText
import TestSupport
import Testing

@Suite struct JSONLinesTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  private func texts(
    _ lines: [UInt8], field: String = "text", invalid: InvalidUTF8Policy = .error,
    chunkSize: Int = 1 << 20, longest: Int = 1 << 20
  ) throws -> [String] {
    var reader = JSONLinesReader(
      try FileSource(folder.write("a.jsonl", lines)), name: "a.jsonl", field: field,
      invalidUTF8: invalid, chunkSize: chunkSize, longestLine: longest)
    var texts: [String] = []
    while let text = try reader.next() { texts.append(String(decoding: text, as: UTF8.self)) }
    return texts
  }

  @Test("Each line gives the text of its field", arguments: [1, 5, 1 << 20])
  func records(chunkSize: Int) throws {
    let lines = """
      \u{FEFF}{"id": 1, "text": "one\\ntwo", "more": [{"text": "no"}]}\r
      {"text": "\\u00e9\\ud83d\\ude00é😀\\u0000\\/"}

      \t{"text": ""}\u{20}
      {"meta": null, "text": "last"}
      """
    #expect(
      try texts(bytes(lines), chunkSize: chunkSize) == ["one\ntwo", "é😀é😀\u{0}/", "", "last"])
    #expect(try texts([]).isEmpty && texts(bytes("\n \n\r\n")).isEmpty)
  }

  @Test("A field may stand inside others, or have a dot in its name")
  func fields() throws {
    let lines = bytes(#"{"a": {"b": {"c": "deep"}}, "a.b": "dot", "": "none"}"#)
    #expect(try texts(lines, field: "a.b.c") == ["deep"])
    #expect(try texts(lines, field: "a.b") == ["dot"])
    #expect(JSONLines.isNamed("x/A.JSONL") && JSONLines.isNamed("a.ndjson.gz"))
    #expect(!JSONLines.isNamed("a.json") && !JSONLines.isNamed("jsonl.txt.gz"))
  }

  @Test(
    "What gives no text is an error with file, line and what is wrong",
    arguments: [
      ("{\"text\": \"a\"", "byte 12 of the line: not JSON: expected a comma or }"),
      ("plain", "byte 0 of the line: not JSON: expected a value"),
      ("{\"text\": \"a\"} {}", "byte 14 of the line: not JSON: there is data after its end"),
      ("[\"text\"]", "an array instead of an object"),
      ("12", "12 instead of an object"),
      ("{}", "no field \"text\"; it has none"),
      ("{\"a\": 1, \"b\": 2}", "no field \"text\"; it has \"a\", \"b\""),
      (
        "{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1}",
        "no field \"text\"; it has \"1\", \"2\", \"3\", \"4\", \"5\" and 1 more"
      ),
      ("{\"text\": null}", "the field \"text\" is null, not a text"),
      ("{\"text\": \"\\ud800\"}", "byte 16 of the line: not JSON: a lone surrogate"),
      ("{\"text\": \"\\udc00a\"}", "byte 16 of the line: not JSON: a lone surrogate"),
      ("{\"text\": \"\\ud800\\u0041\"}", "byte 16 of the line: not JSON: a lone surrogate"),
      ("{\"text\": \"a\tb\"}", "byte 11 of the line: not JSON: a control character in a text"),
      ("{\"a\":1,\"a\":2}", "byte 10 of the line: not JSON: a duplicate name in an object"),
    ])
  func errors(_ line: String, _ problem: String) {
    #expect(throws: CorpusError.badRecord(file: "a.jsonl", line: 2, problem: problem)) {
      try texts(bytes("{\"text\": \"good\"}\n\(line)\n"))
    }
  }

  @Test("Nesting without end and lines without end are errors")
  func endless() {
    let deep = "{\"text\": " + String(repeating: "[", count: 100_000)
    #expect(
      throws: CorpusError.badRecord(
        file: "a.jsonl", line: 1,
        problem: "byte 72 of the line: not JSON: it is nested too deeply")
    ) { try texts(bytes(deep)) }
    #expect(
      throws: CorpusError.badRecord(file: "a.jsonl", line: 2, problem: "longer than 1000 bytes")
    ) {
      try texts(
        bytes("{\"text\": \"\"}\n" + String(repeating: " ", count: 5000)), chunkSize: 100,
        longest: 1000)
    }
  }

  @Test("Invalid bytes are met by the policy, and so is a lone surrogate")
  func invalid() throws {
    let line = bytes("{\"text\": \"a") + [0xFF] + bytes("\\ud800\\u0041\\udc00\"}")
    #expect(
      throws: CorpusError.invalidUTF8(
        TextPlace(file: "a.jsonl", line: 1, column: 12, offset: 11), bytes: [0xFF], guess: nil)
    ) { try texts(line) }
    #expect(try texts(line, invalid: .replace) == ["a\u{FFFD}\u{FFFD}A\u{FFFD}"])
  }
}

@Suite struct RecordTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  private let lines = """
    {"text": "one\\n\\ntwo \\u00e9", "id": 1}
    {"text": ""}
    {"other": "x", "text": "e"}
    {"text": "\\u0301 drei"}

    """

  private func corpus(
    _ name: String, _ bytes: [UInt8], _ configuration: TextConfiguration, field: String? = nil,
    chunkSize: Int = 1 << 20
  ) throws -> (tokenizer: Tokenizer, corpus: EncodedCorpus) {
    let path = try folder.write(name, bytes)
    return try CorpusReader(
      paths: [path], selection: CorpusSelection(field: field), chunkSize: chunkSize
    ).build(configuration)
  }

  @Test("A record is read like a file of its own", arguments: [1, 10, 1 << 20])
  func records(chunkSize: Int) throws {
    for (index, text) in ["one\n\ntwo é", "e", "\u{301} drei"].enumerated() {
      try folder.write("files/\(index)", text)
    }
    for unit in [TextUnit.byte, .scalar, .grapheme] {
      for boundary in [DocumentBoundary.file, .paragraph, .line] {
        let configuration = TextConfiguration(unit: unit, normalization: .nfc, boundary: boundary)
        let files = try CorpusReader(paths: [folder("files")]).build(configuration)
        let read = try corpus(
          "a.jsonl", Array(lines.utf8), configuration, chunkSize: chunkSize)
        #expect(read.tokenizer == files.tokenizer)
        #expect(read.corpus.tokens == files.corpus.tokens)
        #expect(read.corpus.statistics.documents == files.corpus.statistics.documents)
        #expect(read.corpus.statistics.bytes == files.corpus.statistics.bytes)
        #expect(read.corpus.statistics.characters == files.corpus.statistics.characters)
        #expect(read.corpus.statistics.words == files.corpus.statistics.words)
        #expect(read.corpus.statistics.files == 1)
      }
    }
  }

  @Test("Records are read from compressed files, by any field")
  func compressed() throws {
    let records = Archives.zstd(bytes("{\"a\": {\"b\": \"xy\"}}\n{\"a\": {\"b\": \"z\"}}"))
    let read = try corpus("a.ndjson.zst", records, TextConfiguration(), field: "a.b")
    #expect(read.tokenizer.decode(read.corpus.tokens) == "xyz")
    #expect(read.corpus.statistics.documents == 2)
    let path = folder("a.ndjson.zst")
    #expect(
      throws: CorpusError.badRecord(
        file: path, line: 1, problem: "no field \"text\"; it has \"a\"")
    ) { try CorpusReader(paths: [path]).build(TextConfiguration()) }
  }

  @Test("Many records and a mark at their start are as in files, and replaced bytes are counted")
  func many() throws {
    let text = (0..<5000).map { "{\"text\": \"\\ufeffline \($0)\"}\n" }.joined()
    let configuration = TextConfiguration(stripsByteOrderMark: true)
    let read = try corpus("a.jsonl", bytes(text), configuration, chunkSize: 100)
    #expect(read.corpus.statistics.documents == 5000)
    #expect(!read.tokenizer.decode(read.corpus.tokens).contains("\u{FEFF}"))
    let bad = try folder.write("bad.jsonl", bytes("{\"text\": \"a") + [0xFF] + bytes("\"}\n"))
    let replaced = try CorpusReader(paths: [bad], invalidUTF8: .replace).build(configuration)
    #expect(replaced.corpus.statistics.replacedSequences == 1)
    #expect(replaced.tokenizer.decode(replaced.corpus.tokens) == "a\u{FFFD}")
  }

  @Test("Records without text are a corpus without text")
  func empty() throws {
    let path = try folder.write("a.jsonl", "{\"text\": \"\"}\n\n{\"text\": \"\"}\n")
    #expect(throws: CorpusError.emptyText([path])) {
      try CorpusReader(paths: [path]).build(TextConfiguration())
    }
  }
}
