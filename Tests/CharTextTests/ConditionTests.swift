import CharText
import Foundation
import Testing

@Suite struct ConditionTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("charlm-conditions-\(UUID().uuidString)")
    for (name, text) in [
      ("李白/一.txt", "床前明月光\n\n疑是"), ("杜甫/二.b.txt", "国破山河在"), ("杜甫/三.txt", "城春\n"),
    ] {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  private func configuration(
    _ condition: ConditionSource, _ unit: TextUnit = .scalar,
    _ boundary: DocumentBoundary = .file
  ) -> TextConfiguration {
    var configuration = TextConfiguration(unit: unit)
    configuration.condition = condition
    // After the condition, which sets it.
    configuration.boundary = boundary
    return configuration
  }

  /// Each document as the name of its condition and its text.
  private func documents(_ corpus: EncodedCorpus, _ tokenizer: Tokenizer) -> [[String]] {
    corpus.tokens.split(separator: Vocabulary.documentBoundary).map { tokens in
      let name = tokens.first.map(tokenizer.vocabulary.displayName) ?? ""
      return [name, tokenizer.decode(tokens.dropFirst())]
    }
  }

  @Test("A document is under the name of its folder or file", arguments: TextUnit.allCases)
  func foldersAndFiles(unit: TextUnit) throws {
    let reader = CorpusReader(paths: [folder.path])
    let (tokenizer, corpus) = try reader.build(configuration(.folder, unit))
    #expect(
      tokenizer.vocabulary.conditionNames
        == ["李白", "杜甫"].sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(
      documents(corpus, tokenizer).sorted { $0[1] < $1[1] } == [
        ["<condition:杜甫>", "国破山河在"], ["<condition:杜甫>", "城春\n"],
        ["<condition:李白>", "床前明月光\n\n疑是"],
      ])
    #expect(corpus.statistics.tokens == corpus.tokens.count)
    #expect(corpus.statistics.characters == 9 + 5 + 3)
    #expect(corpus.statistics.unknownTokens == 0)
    #expect(try reader.encode(with: tokenizer) == corpus)

    let (other, files) = try reader.build(configuration(.file, unit, .paragraph))
    #expect(
      documents(files, other).sorted { $0[1] < $1[1] } == [
        ["<condition:二.b>", "国破山河在"], ["<condition:三>", "城春"], ["<condition:一>", "床前明月光"],
        ["<condition:一>", "疑是"],
      ])
  }

  @Test("A file by a relative path is in the folder that it lies in")
  func relativePaths() throws {
    let path = folder.path + "/杜甫/./../杜甫/三.txt"
    let (tokenizer, _) = try CorpusReader(paths: [path]).build(configuration(.folder))
    #expect(tokenizer.vocabulary.conditionNames == ["杜甫"])
    let (whole, _) = try CorpusReader(paths: [folder.path + "/杜甫/."])
      .build(configuration(.folder))
    #expect(whole.vocabulary.conditionNames == ["杜甫"])
  }

  private let lines = "\u{FEFF}李 白\t床前\r\n\n杜甫\t国破\t山河\n李 白\t\n\r\n杜甫\t在"

  @Test("A label before a tab is a condition and no text", arguments: TextUnit.allCases)
  func labels(unit: TextUnit) throws {
    let configuration = configuration(.tab, unit, .line)
    let (tokenizer, corpus) = try CorpusReader(text: lines).build(configuration)
    #expect(
      documents(corpus, tokenizer) == [
        ["<condition:李 白>", "床前"], ["<condition:杜甫>", "国破\t山河"], ["<condition:杜甫>", "在"],
      ])
    #expect(tokenizer.vocabulary.token(for: "白") == nil)
    let statistics = corpus.statistics
    #expect(statistics.documents == 3)
    // What is left without the four labels, the mark before the first, and the tabs behind them.
    #expect(statistics.characters == 2 + 2 + 1 + 5 + 1 + 1 + 2 + 1)
    #expect(statistics.words == 4)
    #expect(statistics.bytes == statistics.characters + 2 * 7)
    #expect(statistics.inputs.map(\.bytes) == [lines.utf8.count - (unit == .byte ? 0 : 3)])
  }

  @Test("Labels are found wherever chunks are cut", arguments: [1, 2, 3, 5, 8, 64])
  func chunks(size: Int) throws {
    let configuration = configuration(.tab, .scalar, .line)
    let whole = try CorpusReader(text: lines).build(configuration)
    for threads in [1, 2] {
      let cut = try CorpusReader(bytes: Array(lines.utf8), chunkSize: size, threads: threads)
        .build(configuration)
      #expect(cut.tokenizer == whole.tokenizer)
      #expect(cut.corpus == whole.corpus)
    }
  }

  @Test(
    "A line without a label is an error that names it",
    arguments: [
      ("a\tb\nc\n", 2, "has no tab after a label"), ("a\tb\n\nc", 3, "has no tab after a label"),
      ("\tb", 1, "has nothing before its tab"),
      (String(repeating: "x", count: 5000), 1, "has no tab within 1000 bytes"),
    ])
  func wrongLines(text: String, line: Int, reason: String) {
    for size in [1, 100, 10_000] {
      #expect(throws: CorpusError.noCondition(file: "text", line: line, reason: reason)) {
        try CorpusReader(bytes: Array(text.utf8), chunkSize: size)
          .build(configuration(.tab, .scalar, .line))
      }
    }
    #expect(throws: CorpusError.self) {
      try CorpusReader(bytes: [0xFF, 0x09, 0x61]).build(configuration(.tab, .byte, .line))
    }
  }

  @Test("A condition that the vocabulary lacks is an error that names it and the nearest")
  func unknownCondition() throws {
    let tokenizer = try CorpusReader(text: "Li Bai\ta\nDu Fu\tb").build(
      configuration(.tab, .scalar, .line)
    ).tokenizer
    let expected = CorpusError.unknownCondition(
      "Li Bo", names: ["text"], known: ["Li Bai", "Du Fu"])
    #expect(throws: expected) { try CorpusReader(text: "Li Bo\ta").encode(with: tokenizer) }
    #expect("\(expected)".contains("text: the model does not know the condition Li Bo"))
    #expect("\(expected)".hasSuffix("it knows Li Bai, Du Fu"))
  }

  @Test("Standard input has no name")
  func standardInput() {
    for condition in [ConditionSource.folder, .file] {
      #expect(throws: CorpusError.self) {
        try CorpusReader(paths: ["-"]).build(configuration(condition))
      }
    }
  }

  @Test("A name has one spelling, that of the text, and keeps its case")
  func normalizedNames() throws {
    var text = configuration(.tab, .scalar, .line)
    let lines = "Caf\u{E9}\tab\nCafe\u{301}\tba"
    let both = try CorpusReader(text: lines).build(text).tokenizer.vocabulary.conditionNames
    #expect(both.count == 2)
    (text.normalization, text.foldsCase) = (.nfc, true)
    for (form, name) in [(Normalization.nfc, "Caf\u{E9}"), (.nfd, "Cafe\u{301}")] {
      text.normalization = form
      let (tokenizer, corpus) = try CorpusReader(text: lines).build(text)
      #expect(tokenizer.vocabulary.conditionNames.map { Array($0.utf8) } == [Array(name.utf8)])
      let token = try #require(tokenizer.vocabulary.token(ofCondition: name))
      #expect(corpus.tokens.count { $0 == token } == 2)
      for given in ["Caf\u{E9}", "Cafe\u{301}"] {
        #expect(try tokenizer.condition(named: given) == token)
      }
      #expect(throws: TokenizerError.self) { try tokenizer.condition(named: "café") }
    }
  }

  @Test("Rare and many conditions stay, and come after pieces and bytes")
  func places() throws {
    var configuration = configuration(.tab, .scalar, .line)
    configuration.unknown = .bytes
    let (tokenizer, corpus) = try CorpusReader(text: "b\txx\na\txyy\n").build(
      configuration, minimumCount: 2, maximumSize: 1)
    #expect(tokenizer.vocabulary.count == 2 + 1 + 256 + 2)
    #expect(tokenizer.vocabulary.conditionNames == ["a", "b"])
    #expect(tokenizer.vocabulary.token(ofCondition: "a") == Token(259))
    #expect(corpus.tokens.prefix(4) == [1, 260, 2, 2])
    #expect(tokenizer.decode(corpus.tokens) == "xxxyy")
  }

  @Test("Texts under other conditions are other texts")
  func hash() throws {
    let texts = ["a\tx\nb\ty", "b\tx\na\ty", "a\tx\na\ty", "ax\tx\na\ty"]
    let hashes = try texts.map {
      try CorpusReader(text: $0).buildStore(configuration(.tab, .scalar, .line)).corpus.hash
    }
    #expect(Set(hashes).count == texts.count)
  }

  @Test("A tokenizer file keeps conditions", arguments: TextUnit.allCases)
  func file(unit: TextUnit) throws {
    for unknown in UnknownPolicy.allCases {
      var configuration = configuration(.tab, unit, .line)
      configuration.unknown = unknown
      let tokenizer = try CorpusReader(text: "a>\tx\n<unk>\ty\n<0x41>\té").build(configuration)
        .tokenizer
      let data = try tokenizer.huggingFaceJSON()
      #expect(try Tokenizer(huggingFaceJSON: data, configuration: configuration) == tokenizer)
      let stored = try JSONDecoder().decode(
        TextConfiguration.self, from: JSONEncoder().encode(configuration))
      #expect(stored == configuration)
    }
  }

  @Test("Labels before tabs need lines, in a stored configuration too")
  func needsLines() throws {
    let json = try JSONEncoder().encode(configuration(.tab, .scalar, .file))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(TextConfiguration.self, from: json)
    }
  }

  @Test("What is read backward starts with boundary and condition all the same")
  func backward() throws {
    let (tokenizer, corpus) = try CorpusReader(text: "v\tabc\nw\tde").build(
      configuration(.tab, .scalar, .line))
    var tokens = corpus.tokens
    ReadingDirection.backward.order(&tokens, of: tokenizer.vocabulary)
    #expect(
      tokens.map(tokenizer.vocabulary.displayName) == [
        "<doc>", "<condition:v>", "c", "b", "a", "<doc>", "<condition:w>", "e", "d",
      ])
    ReadingDirection.backward.order(&tokens, of: tokenizer.vocabulary)
    #expect(tokens == corpus.tokens)
  }

  @Test("A cache keeps texts under conditions apart by the names that they are under")
  func cache() throws {
    let cache = TokenCache(
      directory: folder.path + "/../cache-" + folder.lastPathComponent, minimumBytes: 0)
    defer { try? FileManager.default.removeItem(atPath: cache.directory) }
    let other = folder.appendingPathComponent("別")
    try FileManager.default.createSymbolicLink(
      at: other, withDestinationURL: folder.appendingPathComponent("杜甫"))
    for _ in 0..<2 {
      for (name, expected) in [("杜甫", "杜甫"), ("別", "別")] {
        let (tokenizer, corpus) = try CorpusReader(paths: [folder.path + "/\(name)"]).buildStore(
          configuration(.folder), cache: cache)
        #expect(tokenizer.vocabulary.conditionNames == [expected])
        #expect(documents(corpus.encoded, tokenizer).count == 2)
      }
    }
    // What grows is not what is new.
    let reader = CorpusReader(paths: [folder.path + "/杜甫"])
    let old = try CorpusReader(text: "a\tx").build(configuration(.tab, .scalar, .line)).tokenizer
    let grown = try reader.buildStore(
      configuration(.folder), growing: old.vocabulary, cache: cache
    ).tokenizer
    #expect(grown.vocabulary.conditionNames == ["a", "杜甫"])
  }

  @Test("Texts of JSON Lines are under the name of their folder")
  func records() throws {
    let file = folder.appendingPathComponent("李白/records.jsonl")
    try Data("{\"text\":\"ab\"}\n{\"text\":\"c\"}\n".utf8).write(to: file)
    let (tokenizer, corpus) = try CorpusReader(paths: [file.path]).build(configuration(.folder))
    #expect(
      documents(corpus, tokenizer) == [["<condition:李白>", "ab"], ["<condition:李白>", "c"]])
    #expect(corpus.statistics.bytes == 3)
    let labeled = folder.appendingPathComponent("labeled.jsonl")
    try Data("{\"text\":\"v\\tab\\nw\\tc\"}\n".utf8).write(to: labeled)
    let (other, lines) = try CorpusReader(paths: [labeled.path]).build(
      configuration(.tab, .scalar, .line))
    #expect(documents(lines, other) == [["<condition:v>", "ab"], ["<condition:w>", "c"]])
  }
}
