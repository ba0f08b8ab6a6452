import CharLM
import CharNetwork
import CharNumerics
import CharText
import CharTraining
import Foundation
import Testing

@Suite("Held-out text")
struct HeldOutTests {
  /// A text with accents that normalization changes, capitals, CRLF, blank lines and rare characters.
  private let lines = (0..<120).map { line in
    "Line \(line): É e\u{301}cole, ﬁne ½ — naïve ÀÉÎ \(line % 7 == 0 ? "\r\n\r\n" : "")\n"
  }

  private func configuration(_ text: TextConfiguration) -> TrainingConfiguration {
    var configuration = smallConfiguration()
    configuration.text = text
    return configuration
  }

  private static let texts: [TextConfiguration] = Normalization.allCases.flatMap { form in
    [false, true].flatMap { folds in
      DocumentBoundary.allCases.flatMap { boundary in
        LineEnds.allCases.map { ends in
          TextConfiguration(
            normalization: form, foldsCase: folds, lineEnds: ends, boundary: boundary)
        }
      }
    }
  }

  @Test("characters held out are those of the text as read, however it is read", arguments: texts)
  func characters(_ text: TextConfiguration) throws {
    let whole = lines.joined()
    let all = whole.unicodeScalars.count
    for split in ValidationSplit.allCases {
      // The end may be cut off inside a character that is several bytes.
      for unit in TextUnit.allCases where unit != .byte || split != .last {
        var configuration = configuration(text)
        configuration.text.unit = unit
        configuration.validationSplit = split
        configuration.testFraction = 0.15
        let reader = CorpusReader(text: whole)
        let (tokenizer, corpus) = try reader.buildStore(configuration.text)
        let parts = CorpusSplit(corpus, tokenizer.vocabulary, configuration, validates: true)
        #expect(!parts.validation.isEmpty && !parts.test.isEmpty)
        let held = (parts.validation + parts.test).sorted {
          $0.range.lowerBound < $1.range.lowerBound
        }
        // The pieces, cut out of the text as read, become the same tokens as they do inside it.
        let scalars = Array(whole.unicodeScalars)
        for piece in held {
          var cut = String.UnicodeScalarView()
          cut.append(contentsOf: scalars[piece.characters])
          let alone = try CorpusReader(text: String(cut)).encode(with: tokenizer)
          #expect(alone.statistics.characters == piece.characters.count)
          let text = HeldOutText([piece], of: corpus, tokenizer.vocabulary, .forward)
          #expect(text.tokens == alone.tokens && text.characters == alone.statistics.characters)
        }
        #expect(corpus.statistics.characters == all)
        for (one, next) in zip(held, held.dropFirst()) {
          #expect(one.range.upperBound <= next.range.lowerBound)
          #expect(one.characters.upperBound <= next.characters.lowerBound)
        }
      }
    }
  }

  @Test(
    "what a run prints of held-out text, eval prints of the same text in files", arguments: texts)
  func eval(_ text: TextConfiguration) throws {
    var configuration = configuration(text)
    configuration.validationSplit = .spread
    let data = try TrainingData(CorpusReader(text: lines.joined()), configuration)
    let network = try CharacterNetwork(
      configuration.network, vocabularySize: data.tokenizer.vocabulary.count)
    var random = RandomSource(seed: 3)
    let model = LanguageModel(
      tokenizer: data.tokenizer, network: network,
      parameters: network.layout.initialize(from: &random))
    let (nats, bits) = try #require(model.losses(of: data.heldOut))
    // The same text as a file of its own.
    let (_, corpus) = try CorpusReader(text: lines.joined()).buildStore(configuration.text)
    let parts = CorpusSplit(corpus, data.tokenizer.vocabulary, configuration, validates: true)
    let scalars = Array(lines.joined().unicodeScalars)
    let folder = Scratch()
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    let paths = try parts.validation.enumerated().map { index, piece in
      var cut = String.UnicodeScalarView()
      cut.append(contentsOf: scalars[piece.characters])
      let path = "\(folder.path)/\(index + 1000).txt"
      try String(cut).write(toFile: path, atomically: true, encoding: .utf8)
      return path
    }
    let read = CorpusReader(paths: paths)
    let evaluation = try model.evaluate(read.encode(with: data.tokenizer))
    // Pieces of one document have no ends to be predicted; documents have.
    let each =
      configuration.text.boundary == .file
      ? try paths.map { try model.evaluate(CorpusReader(paths: [$0]).encode(with: data.tokenizer)) }
      : [evaluation]
    let sum = each.reduce(0) { $0 + $1.nats }
    #expect(abs(sum / Double(each.reduce(0) { $0 + $1.tokens }) - nats) < 1e-9)
    #expect(abs(sum / log(2) / Double(each.reduce(0) { $0 + $1.characters }) - bits) < 1e-9)
    // With --valid it is one number too.
    var validated = configuration
    validated.validationFraction = 0
    let files = try TrainingData(
      CorpusReader(text: lines.joined()), validation: read, validated,
      vocabulary: .fixed(data.tokenizer))
    let again = try #require(model.losses(of: files.heldOut))
    #expect(abs(again.bitsPerCharacter - evaluation.bitsPerCharacter) < 1e-9)
  }

  @Test("where a text is cut, no end is predicted: equally likely letters are held out at ln 4")
  func cuts() throws {
    var random = RandomSource(seed: 11)
    let letters = (0..<4000).map { _ in
      (0..<20).map { _ in ["a", "b", "c", "d"][Int(random.next() % 4)] }.joined() + "\n"
    }
    var configuration = smallConfiguration()
    configuration.validationSplit = .spread
    let data = try TrainingData(CorpusReader(text: letters.joined()), configuration)
    let pieces = data.heldOut.tokens.count { $0 == Vocabulary.documentBoundary }
    #expect(pieces > 5)
    #expect(
      data.heldOut.targets(data.tokenizer.vocabulary) == data.heldOut.tokens.count - pieces)
    #expect(data.heldOut.characters == data.heldOut.tokens.count - pieces)
    // And counting, which is as good with single letters as with six, says so.
    let baseline = try #require(data.baseline())
    #expect(baseline.order < 6)
    #expect(abs(baseline.natsPerToken - log(4) * 20 / 21) < 0.25)
  }

  @Test(
    "of one long text ten pieces are held out, all lines are in one part, and the seed repeats them"
  )
  func pieces() throws {
    let lines = (0..<4000).map { "line \($0) of a long text\n" }
    var configuration = smallConfiguration()
    configuration.validationSplit = .spread
    configuration.testFraction = 0.05
    func split(_ seed: UInt64) throws -> (CorpusSplit, [Token], Tokenizer) {
      configuration.seed = seed
      let (tokenizer, corpus) = try CorpusReader(text: lines.joined()).buildStore(
        configuration.text)
      return (
        CorpusSplit(corpus, tokenizer.vocabulary, configuration, validates: true),
        corpus.encoded.tokens, tokenizer
      )
    }
    let (parts, tokens, tokenizer) = try split(1)
    #expect(parts.validation.count == 10 && parts.test.count == 5)
    let held = parts.validation + parts.test
    let ranges = (held.map(\.range) + parts.training).sorted { $0.lowerBound < $1.lowerBound }
    // Together they are the text.
    let covered = ranges.flatMap { Array($0) }
    #expect(covered.filter { tokens[$0] != Vocabulary.documentBoundary } == Array(1..<tokens.count))
    for piece in held {
      let text = tokenizer.decode(Array(tokens[piece.range]).filter { $0 > 1 })
      #expect(text.hasPrefix("line ") && text.hasSuffix("text\n"))
    }
    let share = Double(parts.validation.reduce(0) { $0 + $1.range.count }) / Double(tokens.count)
    #expect(abs(share - 0.1) < 0.01)
    #expect(try split(1).0.validation == parts.validation)
    #expect(try split(2).0.validation != parts.validation)
  }

  @Test(
    "of the smallest texts at least one piece is held out, and not much more than is asked for",
    arguments: ValidationSplit.allCases, [DocumentBoundary.file, .line])
  func tinyTexts(_ split: ValidationSplit, _ boundary: DocumentBoundary) throws {
    var random = RandomSource(seed: 3)
    for (size, seed) in [10, 20, 38, 60, 100, 200].flatMap({ size in (0..<30).map { (size, $0) } })
    {
      var lines: [String] = []
      while lines.reduce(0, { $0 + $1.count }) < size || lines.count < 3 {
        let length = 1 + Int(random.next() % 30)
        lines.append((0..<length).map { "\($0 % 3)" }.joined() + "\n")
      }
      var configuration = smallConfiguration()
      configuration.text.boundary = boundary
      configuration.validationSplit = split
      configuration.seed = UInt64(seed)
      for test in [nil, 0.1] {
        configuration.testFraction = test
        let (tokenizer, corpus) = try CorpusReader(text: lines.joined()).buildStore(
          configuration.text)
        let parts = CorpusSplit(corpus, tokenizer.vocabulary, configuration, validates: true)
        let lengths = lines.map(\.count).sorted()
        // Lines that are documents are not cut; the end of a text is its last ones.
        let least = split == .last ? 31 : lengths[test == nil ? 0 : 1] + 1
        let shortest = boundary == .file ? 1 : least
        // The share of the test part is one of what is left.
        let most = max(0.23 * Double(corpus.tokens.count), Double(shortest))
        for (part, isWanted) in [(parts.validation, true), (parts.test, test != nil)] {
          let count = part.reduce(0) { $0 + $1.range.count }
          #expect((count > 0) == isWanted, "\(size) \(seed) \(lines)")
          #expect(Double(count) <= most, "\(size) \(seed) \(lines)")
        }
        #expect(!parts.training.isEmpty)
      }
    }
  }

  @Test("of documents some of every stretch are held out, and of every condition some")
  func documents() throws {
    var configuration = smallConfiguration()
    configuration.text.boundary = .line
    configuration.text.condition = .tab
    configuration.validationSplit = .spread
    let voices =
      (0..<300).map { "v\tthe cat \($0)\n" }.joined()
      + (0..<9).map { "w\tthe rat \($0)\n" }.joined()
    let data = try TrainingData(CorpusReader(text: voices), configuration)
    #expect(data.warnings.isEmpty)
    let documents = data.validation.split(separator: Vocabulary.documentBoundary)
    #expect(documents.count == 31)
    #expect(Set(documents.compactMap(\.first)).count == 2)
    #expect(data.training.documentCount == 309 - 31)
  }

  @Test("a run without the setting holds out the end, and its manifest keeps it so")
  func older() throws {
    let encoded = try JSONEncoder().encode(TrainingConfiguration())
    var keys = try #require(try JSONSerialization.jsonObject(with: encoded) as? [String: Any])
    #expect(keys["validation_split"] as? String == "spread")
    keys["validation_split"] = nil
    let old = try JSONDecoder().decode(
      TrainingConfiguration.self, from: JSONSerialization.data(withJSONObject: keys))
    #expect(old.validationSplit == nil && old.flags["valid-split"] == "last")
  }

  @Test("the test part chooses nothing, and is found again from the run's directory")
  func testPart() throws {
    let folder = Scratch()
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    let path = folder.path + "/text.txt"
    try rhyme.write(toFile: path, atomically: true, encoding: .utf8)
    var configuration = smallConfiguration()
    configuration.validationSplit = .spread
    configuration.testFraction = 0.2
    let data = try TrainingData(CorpusReader(paths: [path]), configuration)
    #expect(!data.test.isEmpty)
    let (model, summary) = try Trainer(
      data, configuration, directory: folder.path + "/run",
      sources: TrainingSources(corpus: [path])
    ).run()
    let again = try TrainingData(ofRunIn: folder.path + "/run")
    #expect(again.test == data.test && again.heldOut == data.heldOut)
    #expect(summary.testNatsPerToken == model.losses(of: again.test)?.natsPerToken)
    #expect(summary.corpusTokens == data.training.count)
    try (rhyme + "more").write(toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: FileError.self) { _ = try TrainingData(ofRunIn: folder.path + "/run") }
  }
}
