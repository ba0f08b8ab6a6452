import CharText
import Foundation
import Testing

@Suite("Labeled text")
final class LabeledReaderTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("charlm-labels-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func reader(
    _ text: String, _ format: LabeledFormat, chunkSize: Int = 1 << 20
  ) throws -> LabeledReader {
    let url = folder.appendingPathComponent("file.tsv")
    try Data(text.utf8).write(to: url)
    return LabeledReader(paths: [url.path], format: format, chunkSize: chunkSize)
  }

  private func failure(_ text: String, _ format: LabeledFormat) throws -> String {
    let reader = try reader(text, format)
    do {
      _ = try reader.build(TextConfiguration())
      return ""
    } catch {
      return "\(error)".replacing(folder.path + "/", with: "")
    }
  }

  /// Pairs of a token's text and its label, `-` for none.
  private func pairs(_ tokenizer: Tokenizer, _ corpus: LabeledCorpus) -> [String] {
    zip(corpus.tokens, corpus.targets).map { token, target in
      tokenizer.vocabulary.displayName(of: token) + "/"
        + (target < 0 ? "-" : corpus.labels[Int(target)])
    }
  }

  @Test(
    "Columns are characters with labels, and an empty line ends a sequence", arguments: [1, 99])
  func columns(_ chunkSize: Int) throws {
    let text = "今\tO\n天\t，\n\n\n好\t。\r\n\\s\tO\n\r\n\\n\tO"
    let (tokenizer, corpus) = try reader(text, .columns, chunkSize: chunkSize)
      .build(TextConfiguration())
    #expect(corpus.labels == ["O", "。", "，"])
    #expect(
      pairs(tokenizer, corpus)
        == ["<doc>/-", "今/O", "天/，", "<doc>/-", "好/。", " /O", "<doc>/-", "\\n/O"])
    #expect(corpus.sequences == [0..<3, 3..<6, 6..<8])
    #expect(corpus.statistics.sequences == 3)
    #expect(corpus.statistics.characters == 5)
    #expect(corpus.targetCount == 5)
  }

  @Test("Escapes give back what they stand for, in both columns")
  func escapes() throws {
    for text in [" ", "\t", "\n", "\r", "\\", "a"] {
      let line = LabeledFormat.escape(text) + "\t" + LabeledFormat.escape("l" + text)
      let (tokenizer, corpus) = try reader(line + "\n", .columns).build(TextConfiguration())
      #expect(tokenizer.decode(corpus.tokens) == text)
      #expect(corpus.labels == ["l" + text])
    }
    // A space, and a backslash alone, may stand for themselves.
    let (tokenizer, corpus) = try reader(" \tO\n\\\tO\n", .columns).build(TextConfiguration())
    #expect(tokenizer.decode(corpus.tokens) == " \\")
  }

  @Test("A character of several tokens has its label at the last of them")
  func severalTokens() throws {
    let (tokenizer, corpus) = try reader("é\tA\nx\tB\n", .columns)
      .build(TextConfiguration(unit: .byte))
    #expect(pairs(tokenizer, corpus) == ["<doc>/-", "0xC3/-", "0xA9/A", "x/B"])
    let (other, decomposed) = try reader("é\tA\nx\tB\n", .columns)
      .build(TextConfiguration(normalization: .nfd))
    #expect(decomposed.targets == [-1, -1, 0, 1])
    #expect(other.decode(decomposed.tokens).unicodeScalars.count == 3)
  }

  @Test("Characters are cut as the unit says, each as a file of columns has it")
  func characters() throws {
    let text = "e\u{301}x今"
    for unit in TextUnit.allCases {
      let configuration = TextConfiguration(unit: unit)
      let expected = unit == .grapheme ? ["e\u{301}", "x", "今"] : ["e", "\u{301}", "x", "今"]
      let file = expected.map { "\($0)\tO\n" }.joined()
      let (tokenizer, corpus) = try reader(file, .columns).build(configuration)
      let cut = tokenizer.characterTokens(of: text)
      #expect(cut.characters.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
      #expect(cut.tokens == corpus.tokens)
      #expect(cut.ends == corpus.targets.indices.filter { corpus.targets[$0] >= 0 })
    }
  }

  @Test("Lines are labels with texts, each label at the boundary before its text")
  func lines() throws {
    let text = "\u{FEFF}de\tja\tnein\r\nen\tyes\n\nde\t\n"
    let (tokenizer, corpus) = try reader(text, .lines).build(TextConfiguration())
    #expect(corpus.labels == ["de", "en"])
    #expect(corpus.targets.filter { $0 >= 0 } == [0, 1, 0])
    #expect(corpus.sequences.count == 3)
    let texts = corpus.sequences.map { tokenizer.decode(corpus.tokens[$0]) }
    #expect(texts == ["ja\tnein", "yes", ""])
    for sequence in corpus.sequences { #expect(corpus.targets[sequence.lowerBound] >= 0) }
    #expect(corpus.statistics.characters == 10)
  }

  @Test("Labels that a model does not know come after those that it knows")
  func unknownLabels() throws {
    let (tokenizer, corpus) = try reader("a\tx\nb\ty\n", .columns).build(TextConfiguration())
    let other = try reader("a\tz\nc\tx\n", .columns)
      .encode(with: tokenizer, labels: corpus.labels)
    #expect(other.labels == ["x", "y", "z"])
    #expect(other.knownLabels == 2)
    #expect(other.targets == [-1, 2, 0])
    #expect(other.statistics.unknownTokens == 1)
  }

  @Test("What is wrong with a line is said with its number and what to do")
  func errors() throws {
    #expect(
      try failure("a\tO\nab O\n", .columns)
        == "file.tsv:2: no tab in \"ab O\"; write a character, a tab and its label")
    #expect(try failure("a\tO\tX\n", .columns).hasPrefix("file.tsv:1: more than one tab"))
    #expect(try failure("ab\tO\n", .columns).contains("\"ab\" is more than one character"))
    #expect(try failure("\tO\n", .columns).contains(":1: no character before the tab"))
    #expect(try failure("\\x\tO\n", .columns).contains("\"\\x\" holds a backslash that escapes"))
    #expect(try failure("\n\na\t\n", .columns).contains(":3: no label after the tab"))
    #expect(try failure("text only\n", .lines).contains("write a label, a tab and the text"))
    #expect(try failure("\ttext\n", .lines).contains(":1: no label before the tab"))
    #expect(try failure("\n\n", .lines).contains("there is no labeled text"))
    #expect(try failure("", .columns).contains("there is no labeled text"))
    // A line that has no end at all is shown by its start.
    #expect(try failure(String(repeating: "x", count: 5000), .columns).count < 200)
  }

  @Test("Bytes that are not UTF-8 are named, or read as U+FFFD")
  func invalid() throws {
    let url = folder.appendingPathComponent("bad.tsv")
    try Data(Array("a\tO\n".utf8) + [0xFF] + Array("\tO\n".utf8)).write(to: url)
    #expect(throws: CorpusError.self) {
      try LabeledReader(paths: [url.path], format: .columns).build(TextConfiguration())
    }
    let (tokenizer, corpus) = try LabeledReader(
      paths: [url.path], format: .columns, invalidUTF8: .replace
    ).build(TextConfiguration())
    #expect(tokenizer.decode(corpus.tokens) == "a\u{FFFD}")
  }

  @Test("Characters taken away from a text become labels, and inserting them is the way back")
  func fromText() {
    let maker = LabelsFromText(removing: "，。”", unit: .scalar, outside: "O", keepsRuns: true)
    let line = "他说，走。”好。"
    let (pairs, lost) = maker.labels(of: line)
    #expect(pairs.map(\.character) == ["他", "说", "走", "好"])
    #expect(pairs.map(\.label) == ["O", "，", "。”", "。"])
    #expect(lost == 0)
    #expect(
      LabelsFromText.insert(pairs.map(\.character), pairs.map(\.label), outside: "O") == line)
    let first = LabelsFromText(removing: "，。”", unit: .scalar, outside: "O", keepsRuns: false)
    #expect(first.labels(of: line).pairs.map(\.label) == ["O", "，", "。", "。"])
    #expect(first.labels(of: "。”好").lost == 2)
  }

  @Test("Text is padded to columns of a terminal")
  func width() {
    #expect("中a\u{301}".displayWidth == 3)
    #expect("中".padded(to: 4) + "|" == "中  |")
    #expect("中".padded(to: 4, isRight: true) == "  中")
  }
}
