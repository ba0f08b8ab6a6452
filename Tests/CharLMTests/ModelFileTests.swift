import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

@Suite("Model directories")
struct ModelFileTests {
  @Test("a model that was saved loads bit by bit", arguments: ModelCase.all)
  func saveAndLoad(_ test: ModelCase) throws {
    let scratch = try Scratch()
    var model = try test.make(layers: 3, hidden: 17)
    var record = TrainingRecord()
    record.steps = 17
    record.validNatsPerToken = 1.25
    record.options = ["cell": "lstm \"x\""]
    model.training = record
    try model.save(to: scratch.path("a/b"))
    let loaded = try LanguageModel(contentsOf: scratch.path("a/b"))
    #expect(
      loaded.parameters.values.map(\.bitPattern) == model.parameters.values.map(\.bitPattern))
    #expect(loaded.parameters.layout == model.parameters.layout)
    #expect(loaded.configuration == model.configuration)
    #expect(loaded.tokenizer == model.tokenizer)
    #expect(try loaded.score("abcba") == model.score("abcba"))
  }

  @Test("equal models give equal files, and nothing else stands beside them")
  func repeats() throws {
    let (first, second) = (try Scratch(), try Scratch())
    for scratch in [first, second] { try makeModel(.lstm).save(to: scratch.directory) }
    // A second time over the old files.
    try makeModel(.lstm).save(to: second.directory)
    let files: [ModelFile] = [.configuration, .weights, .tokenizer]
    #expect(try first.files == files.map(\.rawValue).sorted())
    #expect(try second.files == first.files)
    for file in try first.files { #expect(try first.read(file) == second.read(file)) }
  }

  @Test("tensors have PyTorch's names and shapes, and all numbers start at a multiple of eight")
  func names() throws {
    let scratch = try Scratch()
    try makeModel(.lstm, layers: 2, hidden: 6, embedding: 4).save(to: scratch.directory)
    let file = try Safetensors(contentsOf: ModelFile.weights.path(in: scratch.directory))
    let shapes = [
      "embedding.weight": [12, 4], "rnn.weight_ih_l0": [24, 4], "rnn.weight_hh_l0": [24, 6],
      "rnn.bias_ih_l0": [24], "rnn.bias_hh_l0": [24], "rnn.weight_ih_l1": [24, 6],
      "rnn.weight_hh_l1": [24, 6], "rnn.bias_ih_l1": [24], "rnn.bias_hh_l1": [24],
      "output.weight": [12, 6], "output.bias": [12],
    ]
    #expect(file.tensors.mapValues(\.shape) == shapes)
    #expect(file.tensors.values.allSatisfy { $0.format == .F32 })
    let bytes = try scratch.read(ModelFile.weights.rawValue)
    #expect(TensorFile(bytes).header.utf8.count % 8 == 0)
  }

  @Test("tied weights stand under both names and are equal", arguments: CellKind.allCases)
  func tied(_ cell: CellKind) throws {
    let scratch = try Scratch()
    let model = try makeModel(cell, ties: true)
    try model.save(to: scratch.directory)
    let path = ModelFile.weights.path(in: scratch.directory)
    let file = try Safetensors(contentsOf: path)
    let embedding = try file.floats("embedding.weight", shape: [12, 6])
    #expect(try file.floats("output.weight", shape: [12, 6]) == embedding)

    // The second name may be missing, but it may not differ.
    var tensors = file.tensors.keys.sorted().map { name in
      let shape = file.tensors[name]?.shape ?? []
      return (name, shape, (try? file.floats(name, shape: shape))?[...] ?? [])
    }
    let index = try #require(tensors.firstIndex { $0.0 == "output.weight" })
    tensors[index].2[5] += 1
    try Safetensors.write(to: path, tensors)
    let error = #expect(throws: FileError.self) {
      try LanguageModel(contentsOf: scratch.directory)
    }
    #expect(error?.description.contains("output.weight") == true)
    tensors.remove(at: index)
    try Safetensors.write(to: path, tensors)
    #expect(try LanguageModel(contentsOf: scratch.directory).parameters == model.parameters)
  }

  @Test("what is no model directory is named")
  func noDirectory() throws {
    let scratch = try Scratch()
    try scratch.write([1, 2, 3], to: "file")
    for name in ["missing", "file"] {
      let error = #expect(throws: FileError.self) {
        try LanguageModel(contentsOf: scratch.path(name))
      }
      #expect(error?.path == scratch.path(name))
    }
    #expect(throws: FileError.self) { try makeModel(.gru).save(to: scratch.path("file/model")) }
  }
}
