import CharLM
import CharNetwork
import CharText
import Foundation
import TestSupport
import Testing

/// The same labels as a PyTorch module with the same weights, read both ways.
@Suite("PyTorch, labels")
struct PyTorchLabelTests {
  static let interpreter = python(with: "torch", "safetensors")
  static let reason: Comment = "set CHARLM_PYTHON to a Python that has torch, safetensors"

  private static func run(_ directory: String, _ tokens: [Int32]) throws -> [[Double]] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(interpreter))
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures/run_labels.py")
    process.arguments = [script.path, directory, directory + "/out.json"]
    let input = Pipe()
    process.standardInput = input
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(tokens))
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try JSONDecoder().decode(
      [[Double]].self, from: Data(contentsOf: URL(fileURLWithPath: directory + "/out.json")))
  }

  @Test(
    "A tagger's file loads there by name, strictly, and gives our probabilities",
    .enabled(if: interpreter != nil, reason), arguments: PyTorchTests.cells)
  func tagger(_ cell: CellKind) throws {
    let scratch = try Scratch()
    let model = try LabelingModelTests.make(TokenLabels.self, cell: cell)
    try model.save(to: scratch.directory)
    let text = "天地 abc, é cba"
    let peer = try Self.run(
      scratch.directory, model.tokenizer.characterTokens(of: text).tokens)
    for (place, expected) in try zip(model.tag(text), peer.dropFirst()) {
      #expect(abs(place.probability - (expected.max() ?? 0)) < 1e-5)
      #expect(
        model.labels.firstIndex(of: place.label) == expected.firstIndex(of: expected.max() ?? 0))
    }
  }

  @Test(
    "A classifier's too, however it sums up", .enabled(if: interpreter != nil, reason),
    arguments: Pooling.allCases)
  func classifier(_ pooling: Pooling) throws {
    let scratch = try Scratch()
    let model = try LabelingModelTests.make(
      TextLabels.self, cell: .lstm, pooling: pooling)
    try model.save(to: scratch.directory)
    let text = "天地 abc, é cba"
    let peer = try Self.run(
      scratch.directory, [1] + model.tokenizer.encode(text))
    for label in try model.classify(text) {
      let index = try #require(model.labels.firstIndex(of: label.label))
      #expect(abs(label.probability - peer[0][index]) < 1e-5)
    }
  }
}
