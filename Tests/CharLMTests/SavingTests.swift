import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

@Suite("Saving over a model")
struct SavingTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// Models that share nothing but their sizes, and one of another size.
  private static func models() throws -> [LanguageModel] {
    func model(_ seed: UInt64, _ pieces: [String], hidden: Int = 6, steps: Int) throws
      -> LanguageModel
    {
      let (network, parameters) = try makeNetwork(
        .gru, layers: 1, hidden: hidden, embedding: 4, vocabulary: pieces.count + 2, ties: false,
        residual: false, seed: seed)
      let vocabulary = try Vocabulary(pieces: pieces.map { Array($0.utf8) }, unit: .scalar)
      var record = TrainingRecord()
      record.steps = steps
      record.seconds = Double(steps)
      return LanguageModel(
        tokenizer: Tokenizer(configuration: TextConfiguration(), vocabulary: vocabulary),
        network: network, parameters: parameters, training: record)
    }
    return [
      try model(1, ["a", "b"], steps: 10), try model(2, ["a", "b"], steps: 20),
      try model(3, ["c", "d"], steps: 30), try model(4, ["c", "d", "e"], hidden: 5, steps: 40),
      // A model without a record, as the library makes it.
      try makeModel(.gru, letters: 2, seed: 5),
    ]
  }

  @Test("leaves the old model or the new one wherever it is stopped")
  func stopped() throws {
    let models = try Self.models()
    var (old, new) = (0, 0)
    for (i, first) in models.enumerated() {
      for second in models[(i + 1)...] + [models[0]] {
        for count in 0...(try second.parts.savingSteps("").count) {
          let directory = scratch.path(UUID().uuidString)
          try first.save(to: directory)
          for step in try second.parts.savingSteps(directory).prefix(count) { try step() }
          let found = try LanguageModel(contentsOf: directory)
          let expected = found.parameters == first.parameters ? first : second
          if found.parameters == first.parameters { old += 1 } else { new += 1 }
          #expect(found.parameters == expected.parameters)
          #expect(found.configuration == expected.configuration)
          #expect(found.tokenizer == expected.tokenizer)
          #expect(try Tokenizer(ofModelIn: directory) == expected.tokenizer)
          // Another model is saved there later, and all is as it should be.
          try models[2].save(to: directory)
          #expect(try LanguageModel(contentsOf: directory).parameters == models[2].parameters)
          let files = try FileManager.default.contentsOfDirectory(atPath: directory)
          #expect(files.count == 3, "\(files)")
        }
      }
    }
    #expect(old > 0 && new > 0)
  }

  @Test("a second writer that is stopped too leaves one of the three models")
  func stoppedTwice() throws {
    let models = try Self.models()
    let steps = try models[1].parts.savingSteps("").count
    for first in 0...steps {
      for second in 0...steps {
        let directory = scratch.path(UUID().uuidString)
        try models[0].save(to: directory)
        for step in try models[1].parts.savingSteps(directory).prefix(first) { try step() }
        for step in try models[2].parts.savingSteps(directory).prefix(second) { try step() }
        let found = try LanguageModel(contentsOf: directory)
        let expected = try #require(
          models.prefix(3).first { $0.parameters == found.parameters })
        #expect(found.configuration == expected.configuration)
        #expect(found.tokenizer == expected.tokenizer)
      }
    }
  }

  @Test(
    "replaces no file that is not of a model",
    arguments: ["model.safetensors", "tokenizer.json", "config.json"])
  func foreign(_ name: String) throws {
    let bytes = Array("{\"model_type\": \"gpt2\"}".utf8)
    try scratch.write(bytes, to: name)
    let error = #expect(throws: FileError.self) {
      try makeModel(.gru).save(to: scratch.directory)
    }
    #expect(error?.description.contains("\(name): is not of a model") == true)
    #expect(try scratch.files == [name])
    #expect(try scratch.read(name) == bytes)
  }

  @Test("weights that another program wrote over the old ones are read as before")
  func retrained() throws {
    let model = try makeModel(.gru)
    try model.save(to: scratch.directory)
    let path = ModelFile.weights.path(in: scratch.directory)
    let file = try Safetensors(contentsOf: path)
    let tensors = try file.tensors.keys.sorted().map { name in
      let shape = file.tensors[name]?.shape ?? []
      return (name, shape, try file.floats(name, shape: shape)[...])
    }
    try Safetensors.write(to: path, tensors, metadata: ["format": "pt"])
    #expect(try LanguageModel(contentsOf: scratch.directory).parameters == model.parameters)
  }
}
