import CharText
import Foundation
import TestSupport
import Testing

/// The same ids as the Hugging Face `tokenizers` library, from the tokenizer files we write.
@Suite struct TokenizerPeerTests {
  struct Fixture: Codable {
    var tokenizers: String
    var texts: [String]
    /// Null where the library takes no such text.
    var ids: [String: [[Token]?]]
    var decoded: [String: [String?]]?
  }

  static let interpreter = python(with: "tokenizers")

  /// A vocabulary that lacks some of what the samples hold: pieces of the second half are known
  /// only where the first half has them too.
  static func tokenizer(_ configuration: TextConfiguration) throws -> Tokenizer {
    let known = Samples.sentences.prefix(9).joined() + Samples.hard.prefix(6).joined()
    return try CorpusReader(text: known).build(configuration).tokenizer
  }

  @Test("The ids are those that tokenizers gave when the fixture was written")
  func storedFixture() throws {
    let url = try #require(
      Bundle.module.url(
        forResource: "tokenizer_ids", withExtension: "json", subdirectory: "Fixtures"))
    let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
    #expect(bytes(fixture.texts) == bytes(Samples.all))
    #expect(fixture.ids.count == Samples.configurations.count)
    for configuration in Samples.configurations {
      let tokenizer = try Self.tokenizer(configuration)
      let expected = try #require(fixture.ids[configuration.name])
      for (text, ids) in zip(Samples.all, expected) {
        #expect((try? tokenizer.encode(text)) == ids, "\(configuration.name): \(text)")
      }
    }
  }

  @Test(
    "An installed tokenizers library reads our files and gives the same ids",
    .enabled(if: interpreter != nil, "set CHARLM_PYTHON to a Python that has tokenizers"))
  func liveLibrary() throws {
    let interpreter = try #require(Self.interpreter)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("charlm-peer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }

    var configurations = Samples.configurations
    for unit in TextUnit.allCases {
      configurations.append(
        TextConfiguration(
          unit: unit, normalization: .nfc, lineEnds: .lf, stripsByteOrderMark: true))
    }
    var files: [String] = []
    for (index, configuration) in configurations.enumerated() {
      let isPlain = index < Samples.configurations.count
      let name = isPlain ? configuration.name : configuration.name + "-lf"
      let file = folder.appendingPathComponent(name + ".json")
      try Self.tokenizer(configuration).huggingFaceJSON().write(to: file)
      files.append(file.path)
    }
    let texts = folder.appendingPathComponent("texts")
    try JSONEncoder().encode(Samples.all).write(to: texts)
    let out = folder.appendingPathComponent("out")
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures/make_tokenizer_fixture.py")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: interpreter)
    process.arguments = [script.path, out.path, texts.path, "--decode"] + files
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)

    let found = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: out))
    for (index, configuration) in configurations.enumerated() {
      let isPlain = index < Samples.configurations.count
      let name = isPlain ? configuration.name : configuration.name + "-lf"
      let tokenizer = try Self.tokenizer(configuration)
      let ids = try #require(found.ids[name])
      let decoded = try #require(found.decoded?[name])
      for (position, text) in Samples.all.enumerated() {
        let ours = try? tokenizer.encode(text)
        #expect(ours == ids[position], "\(name): \(text)")
        if let ours, !ours.contains(Vocabulary.unknown) {
          #expect(
            bytes(tokenizer.decode(ours)) == decoded[position].map(bytes),
            "\(name) decoding: \(text)")
        }
      }
    }
    if let target = ProcessInfo.processInfo.environment["CHARLM_WRITE_FIXTURES"] {
      var fixture = found
      fixture.decoded = nil
      fixture.ids = fixture.ids.filter { !$0.key.hasSuffix("-lf") }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      let file = URL(fileURLWithPath: target).appendingPathComponent("tokenizer_ids.json")
      try encoder.encode(fixture).write(to: file)
    }
  }
}
