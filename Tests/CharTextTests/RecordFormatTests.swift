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
      "{\"text\": \"ab\"}{\"text\": [\"c\", \"}d\"]}",
      "{\"text\": \"ab\"} {\"text\": [\"c\", \"}d\"]}\n",
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

  @Test("A row with more columns than have names is an error that says where, and loses nothing")
  func surplus() {
    for (rows, line, column) in [
      ("0,The boat came in., yes\n", 2, 21), ("0,ab\n1,\"é\n,\"\"\",x", 4, 6),
    ] {
      let found = "3 columns where 2 have names"
      let error = #expect(throws: CorpusError.self) {
        try documents("a.csv", "id,text\n\(rows)", field: "text")
      }
      #expect(
        error?.description.hasPrefix("\(folder("a.csv")):\(line):\(column): \(found)") ?? false,
        "\(String(describing: error))")
    }
    #expect(
      throws: CorpusError.badRow(
        file: folder("a.csv"), line: 3, problem: "1 column where 2 have names")
    ) { try documents("a.csv", "id,text\n0,a\n1\n", field: "text") }
  }

  @Test("Two columns, or two members, of the name are an error")
  func twice() {
    #expect(
      throws: CorpusError.badRow(
        file: folder("a.csv"), line: 1, problem: "2 columns are named \"text\"")
    ) { try documents("a.csv", "text,id,text\na,0,b\n", field: "text") }
    #expect(throws: CorpusError.self) {
      try documents("a.json", "{\"text\": \"a\", \"text\": \"b\"}", field: "text")
    }
  }

  @Test("Names of columns that are not UTF-8 are an error about that", arguments: [true, false])
  func names(replaces: Bool) throws {
    // 正文 in GBK.
    let path = try folder.write("a.csv", Array("id,".utf8) + [0xD5, 0xFD, 0xCE, 0xC4, 0x0A])
    let error = InvalidBytes {
      _ = try CorpusReader(
        paths: [path], selection: CorpusSelection(field: "正文"),
        invalidUTF8: replaces ? .replace : .error
      ).build(TextConfiguration())
    }
    #expect(error?.line == 1 && error?.offset == 3)
    let wrong = try folder.write("b.csv", Array("id,body\n0,".utf8) + [0xFF, 0x0A])
    #expect(
      throws: CorpusError.badRow(
        file: wrong, line: 1, problem: "no column \"text\"; it has \"id\", \"body\"")
    ) {
      try CorpusReader(
        paths: [wrong], selection: CorpusSelection(field: "text"), invalidUTF8: .replace
      ).build(TextConfiguration())
    }
  }

  @Test("A delimiter that no line is gives one warning for the corpus")
  func unusedDelimiter() throws {
    var configuration = TextConfiguration()
    configuration.delimiter = "==="
    func warnings(_ texts: String...) throws -> [String] {
      let paths = try texts.enumerated().map { try folder.write("\($0).txt", $1) }
      return try CorpusReader(paths: paths).build(configuration).corpus.warnings
    }
    let start = "\(folder("0.txt")), \(folder("1.txt")): no line is the delimiter \"===\", "
    let whole = "so that all of each file is one document"
    #expect(try warnings("ab\n", "c===\n") == [start + whole])
    #expect(
      try warnings("ab\n===  \n", "c\n===\t\n====\n") == [
        start + whole + "; 2 lines would be, but for white space at their end"
      ])
    #expect(try warnings("ab\n===\n", "c\n").isEmpty)
    #expect(try warnings("ab\n===", "c\n").isEmpty)
    let records = try folder.write("a.jsonl", "{\"text\": \"a\\n===\\nb\"}\n")
    #expect(try CorpusReader(paths: [records]).build(configuration).corpus.warnings.isEmpty)
  }

  @Test("Byte order marks inside texts give one warning, but not those at the start of files")
  func marks() throws {
    func warnings(_ texts: String..., unit: TextUnit = .scalar) throws -> [String] {
      let paths = try texts.enumerated().map { try folder.write("\($0).txt", $1) }
      return try CorpusReader(paths: paths).build(TextConfiguration(unit: unit)).corpus.warnings
    }
    #expect(try warnings("\u{FEFF}ab\n", "\u{FEFF}", "中\u{FEFE}文\n").isEmpty)
    let found = try warnings("\u{FEFF}a\n\u{FEFF}b\n", "c\n", "中文\u{FEFF}中\n")
    #expect(found.count == 1)
    let start = "\(folder("0.txt")), \(folder("2.txt")): 2 U+FEFF inside the text"
    #expect(found.first?.hasPrefix(start) ?? false, "\(found)")
    #expect(found.first?.contains("cleaning with `strip_bom`") ?? false)
    #expect(try warnings("a\n\u{FEFF}b\n", unit: .byte).isEmpty)
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
