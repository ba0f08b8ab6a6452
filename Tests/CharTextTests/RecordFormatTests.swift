import CharText
import Testing

@Suite struct RecordFormatTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  /// The documents of a file, by their tokens' text.
  private func documents(_ name: String, _ text: String, field: String?) throws -> [String] {
    let path = try folder.write(name, Array(text.utf8))
    let reader = CorpusReader(paths: [path], selection: CorpusSelection(field: field))
    let (tokenizer, corpus) = try reader.build(TextConfiguration())
    return corpus.tokens.split(separator: Vocabulary.documentBoundary).map {
      tokenizer.decode(Array($0))
    }
  }

  @Test(
    "A field reads JSON Lines, arrays and objects on several lines, whatever the file's name",
    arguments: [
      "{\"text\": \"ab\"}\n{\"text\": [\"c\", \"}d\"]}\n",
      "[{\"text\": \"ab\"},\n {\"text\": [\"c\", \"}d\"]}]",
      "{\n  \"text\": \"ab\"\n}\n{\n  \"text\": [\"c\", \"}d\"]\n}\n",
    ])
  func json(text: String) throws {
    for name in ["reviews.json", "reviews", "reviews.txt"] {
      #expect(try documents(name, text, field: "text") == ["ab", "c\n}d"])
    }
  }

  @Test(
    "A field reads a column of CSV and TSV, with quotes as in RFC 4180",
    arguments: [",", ";", "\t"])
  func table(separator: String) throws {
    let rows = [
      ["id", "body", "note"], ["1", "\"a \"\"b\"\"\(separator)\nc\"", "x"],
      ["2", "plain", "\"y\"\"\""],
    ]
    for end in ["\n", "\r\n", "\r"] {
      let text = rows.map { $0.joined(separator: separator) }.joined(separator: end)
      for last in ["", end] {
        #expect(
          try documents("a.csv", text + last, field: "body") == ["a \"b\"\(separator)\nc", "plain"])
      }
    }
  }

  @Test("A column that is not there, a quote that is not closed, and a field of no file are errors")
  func errors() {
    #expect(throws: CorpusError.self) { try documents("a.csv", "id,body\n1,x\n", field: "text") }
    #expect(
      throws: CorpusError.badRow(
        file: folder("b.csv"), line: 3, problem: "a quote is opened here and never closed")
    ) { try documents("b.csv", "text\na\n\"b\nc\n", field: "text") }
    #expect(throws: CorpusError.unusedField("text", names: [folder("c.txt")])) {
      try documents("c.txt", "only text\n", field: "text")
    }
  }

  @Test("A line that is a delimiter ends a document, whatever the chunks", arguments: 1...12)
  func delimiter(chunkSize: Int) throws {
    var configuration = TextConfiguration()
    configuration.delimiter = "[SEP]"
    let text = "one\ntwo\n[SEP]\r\n[SE\nx [SEP]\n[SEP]\n[SEP]\nlast\n[SEP"
    let reader = CorpusReader(bytes: Array(text.utf8), chunkSize: chunkSize)
    let (tokenizer, corpus) = try reader.build(configuration)
    #expect(corpus.statistics.documents == 3)
    let documents = corpus.tokens.split(separator: Vocabulary.documentBoundary)
    #expect(
      documents.map { tokenizer.decode(Array($0)) } == ["one\ntwo", "[SE\nx [SEP]", "last\n[SEP"])
  }
}
