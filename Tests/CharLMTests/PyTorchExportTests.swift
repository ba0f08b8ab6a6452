import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

/// Exported programs, run by PyTorch: many in one process, since its start takes seconds.
@Suite(
  "Exported programs in PyTorch",
  .enabled(
    if: PyTorchTests.interpreter != nil, "set CHARLM_PYTHON to a Python that has torch, safetensors"
  ))
struct PyTorchExportTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// Runs `Tests/Fixtures/run_exports.py` and reads what it prints.
  private func python<Result: Decodable>(_ arguments: [String]) throws -> Result {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures/run_exports.py")
    let (status, output) = try run(
      try #require(PyTorchTests.interpreter), [script.path] + arguments)
    try #require(status == 0)
    return try JSONDecoder().decode(Result.self, from: Data(output))
  }

  /// Exports each into a folder of its own.
  private func export(_ models: [LanguageModel]) throws -> [String] {
    try models.enumerated().map { index, model in
      let folder = scratch.path("export\(index)")
      try model.exportPyTorch(to: folder)
      return folder
    }
  }

  @Test("give our logits over 1,000 characters with the state carried, for every cell and option")
  func logits() throws {
    struct Reading: Decodable {
      var logits: [[Double]]
      var lane_difference: Double
    }
    let models = try ExportCase.all.map { try $0.make() }
    let tokens = stream(makeLines([350, 1, 249, 400]), models[0].tokenizer)
    #expect(tokens.count > 1000)
    try JSONEncoder().encode(tokens).write(to: URL(fileURLWithPath: scratch.path("tokens")))
    let readings: [Reading] = try python(["read", scratch.path("tokens")] + export(models))
    #expect(readings.count == models.count)
    for (test, (model, reading)) in zip(ExportCase.all, zip(models, readings)) {
      let logits = model.streamLogits(tokens)
      #expect(
        largestDifference(logits, reading.logits) < PyTorchTests.tolerance,
        "\(test.testDescription)")
      #expect(reading.lane_difference < PyTorchTests.tolerance, "\(test.testDescription)")
      // Numbers that say nothing would agree too.
      let largest = logits.joined().map(abs).max() ?? 0
      #expect(largest > 0.1 && largest < 100, "\(test.testDescription)")
    }
  }

  /// Text in many scripts, with every kind of line end and blank line.
  static let text = """
    \u{FEFF}\n \t\nThe Miller's “Daughter” — STRASSE, Straße, ﬁn, ſ.\r\nÅngström A\u{30A}ngstro\u{308}m\r
    \r\n   \r\n  indented, and spaces after  \n\t\n\n한국어 \u{1112}\u{1161}\u{11AB} 각\u{11A8} \u{1100}\u{1100}\u{1161}
    हिन्दी क्षत्रिय नमस्ते ไทย ำ নি \u{600}1 \u{0}\u{200B}
    👩‍👩‍👧 🇩🇪🇫🇷🇮 👍🏽 ❤️ é\u{301}\u{302}\u{200D}x \u{301}alone İstanbul Ω ϒ\u{308} ½ ﷺ
    \u{B}tab\u{A0}\u{2028}\u{85}end\r\r\n\n\nlast\n \t
    """

  static let texts: [TextConfiguration] =
    TextUnit.allCases.flatMap { unit in
      DocumentBoundary.allCases.map { TextConfiguration(unit: unit, boundary: $0) }
    }
    + Normalization.allCases.flatMap { form in
      [false, true].map {
        TextConfiguration(
          normalization: form, foldsCase: $0, lineEnds: .lf, stripsByteOrderMark: true,
          boundary: .paragraph)
      }
    }
    + [
      TextConfiguration(unit: .byte, normalization: .nfd, boundary: .line),
      TextConfiguration(unit: .byte, foldsCase: true, lineEnds: .lf),
      TextConfiguration(
        unit: .grapheme, normalization: .nfc, foldsCase: true, lineEnds: .lf,
        stripsByteOrderMark: true, boundary: .line),
      TextConfiguration(unknown: .bytes, boundary: .line),
      TextConfiguration(unit: .grapheme, normalization: .nfc, unknown: .bytes),
      backward,
    ]

  static let backward = {
    var text = TextConfiguration(boundary: .line)
    text.direction = .backward
    return text
  }()

  struct Encoding: Decodable {
    var tokens: [Token]
    var nats: Double
    var count: Int
    var text: String
  }

  @Test("cut text into our tokens and need our nats for them, whatever the text settings")
  func evaluation() throws {
    var random = RandomSource(seed: 4)
    let joining = Array((Self.text + "ꥠ각ᄀ힣ᅠ\u{94D}\u{200D}\u{1F1E6}").unicodeScalars)
    var text = Self.text
    for _ in 0..<2000 {
      text.unicodeScalars.append(joining[Int(random.next() % UInt64(joining.count))])
    }
    let file = scratch.path("text")
    try scratch.write(Array(text.utf8), to: "text")
    let corpora = try Self.texts.map {
      // A vocabulary that lacks what occurs only once.
      try CorpusReader(paths: [file]).build($0, minimumCount: 2)
    }
    let models = try corpora.map { try ExportCase("", .gru).make(tokenizer: $0.tokenizer) }
    let results: [Encoding] = try python(["tokens", file] + export(models))
    for (index, result) in results.enumerated() {
      let comment = Comment("\(Self.texts[index])")
      let corpus = corpora[index].corpus
      let ours = try models[index].evaluate(corpus)
      #expect(result.tokens == corpus.tokens, comment)  // in the order of the text
      #expect(result.count == ours.tokens, comment)
      #expect(abs(result.nats / Double(result.count) - ours.natsPerToken) < 1e-5, comment)
      #expect(
        Array(result.text.utf8) == Array(models[index].tokenizer.decode(corpus.tokens).utf8),
        comment)
    }
  }

  @Test("read texts under conditions as we do, and write under them")
  func conditions() throws {
    let lines = "李 白\tabab\r\nb\tba\n\nb\taaab\n李 白\t\n"
    try FileManager.default.createDirectory(
      atPath: scratch.path("b"), withIntermediateDirectories: true)
    try scratch.write(Array("\u{FEFF}\(lines)".utf8), to: "b/lines.txt")
    try scratch.write(Array("ab\n\nba".utf8), to: "b/b.b.txt")
    let settings: [(ConditionSource, DocumentBoundary, String)] = [
      (.tab, .line, "b/lines.txt"), (.folder, .paragraph, "b/b.b.txt"), (.file, .file, "b/b.b.txt"),
    ]
    for unit in TextUnit.allCases {
      for unknown in [UnknownPolicy.unk, .bytes] {
        for (source, boundary, name) in settings {
          var text = TextConfiguration(unit: unit, unknown: unknown, boundary: boundary)
          text.condition = source
          let file = scratch.path(name)
          let (tokenizer, corpus) = try CorpusReader(paths: [file]).build(text, minimumCount: 2)
          let model = try ExportCase("", .gru).make(tokenizer: tokenizer)
          let folder = scratch.path("\(unit)-\(unknown)-\(source)")
          try model.exportPyTorch(to: folder)
          let results: [Encoding] = try python(["tokens", file, folder])
          let ours = try model.evaluate(corpus)
          #expect(results[0].tokens == corpus.tokens)
          #expect(results[0].count == ours.tokens)
          #expect(abs(results[0].nats - ours.nats) < 1e-4)
          #expect(results[0].text == tokenizer.decode(corpus.tokens))
          guard unit == .scalar else { continue }
          let condition = try #require(tokenizer.vocabulary.conditionNames.last)
          var options = GenerationOptions()
          (options.length, options.sampling.temperature, options.condition) = (20, 0, condition)
          let (status, output) = try run(
            try #require(PyTorchTests.interpreter),
            [
              "\(folder)/model.py", "sample", "--prompt", "a", "--length", "20", "--temperature",
              "0",
              "--condition", condition,
            ])
          #expect(status == 0)
          #expect(
            String(decoding: output, as: UTF8.self) == "a" + (try model.generate("a", options).text)
              + "\n")
          let (drawn, _) = try run(
            try #require(PyTorchTests.interpreter), ["\(folder)/model.py", "sample"])
          #expect(drawn == 0)
        }
      }
    }
  }

  @Test("read bytes that are no text where a model reads bytes")
  func anyBytes() throws {
    let file = scratch.path("bytes")
    try scratch.write((0...255) + [0xE2, 0x82, 0x0A, 0xFF], to: "bytes")
    let (tokenizer, corpus) = try CorpusReader(paths: [file]).build(TextConfiguration(unit: .byte))
    let model = try ExportCase("", .sru).make(tokenizer: tokenizer)
    let results: [Encoding] = try python(["tokens", file] + export([model]))
    #expect(results[0].tokens == corpus.tokens)
    #expect(try abs(results[0].nats - model.evaluate(corpus).nats) < 1e-3)
  }

  @Test("evaluate and sample from the command line", arguments: ReadingDirection.allCases)
  func command(_ direction: ReadingDirection) throws {
    var text = TextConfiguration(boundary: .line)
    text.direction = direction
    let tokenizer = Tokenizer(configuration: text, vocabulary: try makeTokenizer().vocabulary)
    let model = try ExportCase("zoneout", .peephole) { $0.zoneout = 0.1 }
      .make(tokenizer: tokenizer)
    let folder = try export([model])[0]
    try scratch.write(Array(makeLines([30, 20, 1100]).joined(separator: "\n").utf8), to: "text")
    func program(_ arguments: String...) throws -> String {
      let (status, output) = try run(
        try #require(PyTorchTests.interpreter), ["\(folder)/model.py"] + arguments)
      try #require(status == 0)
      return String(decoding: output, as: UTF8.self)
    }
    let corpus = try CorpusReader(paths: [scratch.path("text")]).encode(with: model.tokenizer)
    let lines = try program("eval", scratch.path("text")).split(separator: "\n")
    #expect(lines[0] == "tokens          \(corpus.tokens.count - 1)")
    let nats = try #require(Double(lines[2].dropFirst("nats per token  ".count)))
    #expect(try abs(nats - model.evaluate(corpus).natsPerToken) < 2e-6)

    var options = GenerationOptions()
    options.length = 50
    options.sampling.temperature = 0
    let likeliest = try program(
      "sample", "--prompt", "abc", "--length", "50", "--temperature", "0")
    let generated = try model.generate("abc", options).text
    #expect(likeliest == (direction == .forward ? "abc" + generated : generated + "abc") + "\n")
    let first = try program("sample", "--length", "60", "--temperature", "1.5", "--seed", "3")
    #expect(try program("sample", "--length", "60", "--temperature", "1.5", "--seed", "3") == first)
    #expect(try program("sample", "--length", "60", "--temperature", "1.5", "--seed", "4") != first)
  }

  @Test("give back weights that PyTorch changed, in every number format, bit by bit")
  func wayBack() throws {
    let models = try ExportCase.all.map { try $0.make() }
    let folders = try export(models)
    let names: [[String]] = try python(["train"] + folders)
    for ((model, folder), names) in zip(zip(models, folders), names) {
      let layout = model.network.layout
      let tied = model.network.configuration.tiesEmbeddings ? ["output.weight"] : []
      #expect(names == (layout.slots.map(\.name) + tied).sorted())
      for format in ["float32", "float16", "bfloat16"] {
        let weights = ModelFile.weights.path(in: folder)
        try FileManager.default.removeItem(atPath: weights)
        try FileManager.default.copyItem(
          atPath: "\(folder)/\(format).safetensors", toPath: weights)
        let loaded = try LanguageModel(contentsOf: folder)
        #expect(loaded.parameters != model.parameters)
        // What PyTorch makes of the same numbers, and what an export of ours holds.
        let again = "\(folder)/again"
        try loaded.exportPyTorch(to: again, overwrites: true)
        let theirs = try Safetensors(contentsOf: "\(folder)/\(format)_as_float32.safetensors")
        let ours = try Safetensors(contentsOf: ModelFile.weights.path(in: again))
        #expect(Set(theirs.tensors.keys) == Set(ours.tensors.keys))
        for slot in layout.slots {
          let expected = try theirs.floats(slot.name, shape: slot.shape).map(\.bitPattern)
          #expect(loaded.parameters[slot].map(\.bitPattern) == expected, "\(slot.name)")
          #expect(
            try ours.floats(slot.name, shape: slot.shape).map(\.bitPattern) == expected,
            "\(slot.name)")
        }
      }
    }
  }
}
