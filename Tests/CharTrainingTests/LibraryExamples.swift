import CharLM
import CharText
import CharTraining
import Foundation
import Testing

/// The examples of docs/swift.md, run in a folder with a small corpus where they look for one.
@Suite("docs/swift.md", .serialized)
struct LibraryExamples {
  private static let page = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("docs/swift.md")

  @Test("its examples in Swift stand here word for word")
  func verbatim() throws {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let source = lines(try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8))
    let blocks = page.components(separatedBy: "```swift example=").dropFirst()
    #expect(blocks.count == 5)
    for block in blocks {
      let code = lines(block.components(separatedBy: "```")[0]).dropFirst()
      let statements = code.filter { !$0.hasPrefix("import ") }
      #expect(source.indices.contains { source[$0...].starts(with: statements) }, "\(statements)")
    }
  }

  /// Without indentation and empty lines.
  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  /// In a process of its own, since the working directory is that of all tests.
  @Test("its examples in Swift run")
  func run() async {
    await #expect(processExitsWith: .success) { try LibraryExamples().runHere() }
  }

  private func runHere() throws {
    let manager = FileManager.default
    let scratch = Scratch()
    for folder in ["corpora/prose", "corpora/lyrics"] {
      let path = "\(scratch.path)/\(folder)"
      try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
      let text = String(rhyme.prefix(800))
      try text.write(toFile: "\(path)/1.txt", atomically: true, encoding: .utf8)
    }
    #expect(manager.changeCurrentDirectoryPath(scratch.path))
    try train()
    try generate()
    try score()
    try evaluate()
    try loadAndSave()
    #expect(manager.fileExists(atPath: "\(scratch.path)/models/copy/model.safetensors"))
  }

  private func train() throws {
    var configuration = TrainingConfiguration()
    configuration.epochs = 20
    let data = try TrainingData(CorpusReader(paths: ["corpora/prose"]), configuration)
    let trainer = try Trainer(data, configuration, directory: "models/prose")
    let (model, summary) = try trainer.run()
    #expect(summary.ending == .complete)
    #expect(model.training?.steps == summary.bestStep)
  }

  private func generate() throws {
    let model = try LanguageModel(contentsOf: "models/prose")
    var options = GenerationOptions()
    options.sampling.temperature = 0.7
    for piece in try model.generate("The harbour ", options) { print(piece, terminator: "") }
  }

  private func score() throws {
    let model = try LanguageModel(contentsOf: "models/prose")
    for text in ["The boat came in.", "Boat the in came."] {
      print(try model.score(text).logProbability, text)
    }
  }

  private func evaluate() throws {
    let model = try LanguageModel(contentsOf: "models/prose")
    let corpus = try CorpusReader(paths: ["corpora/lyrics"]).encode(with: model.tokenizer)
    let result = try model.evaluate(corpus)
    print(result.perplexity, result.bitsPerCharacter)
  }

  private func loadAndSave() throws {
    let model = try LanguageModel(contentsOf: "models/prose")
    try model.save(to: "models/copy")
    let copy = try LanguageModel(contentsOf: "models/copy")
    print(copy.parameters == model.parameters)
  }
}
