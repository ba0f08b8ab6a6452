import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

/// What PyTorch computed with some weights: `Tests/Fixtures/make_pytorch_fixture.py`.
struct PeerResult: Decodable {
  /// The stream; logits stand for all of it but the last.
  var tokens: [Token]
  /// `[T, V]`.
  var logits: [[Double]]
  /// Mean cross-entropy in nats.
  var loss: Double
}

/// The same numbers as a PyTorch module with the same weights.
@Suite("PyTorch")
struct PyTorchTests {
  static let tolerance = 1e-4
  /// Those that PyTorch has.
  static let cells: [CellKind] = [.elman, .lstm, .gru]
  static let interpreter = python(with: "torch", "safetensors")

  /// A model directory whose weights were written by PyTorch.
  static func load(_ cell: CellKind) throws -> LanguageModel {
    let scratch = try Scratch()
    let shape = try makeModel(cell, layers: 2, hidden: 7, embedding: 5)
    try shape.save(to: scratch.directory)
    try scratch.write(fixture(cell.rawValue, "safetensors"), to: ModelFile.weights.rawValue)
    return try LanguageModel(contentsOf: scratch.directory)
  }

  static func result(_ cell: CellKind) throws -> PeerResult {
    try JSONDecoder().decode(PeerResult.self, from: Data(fixture(cell.rawValue, "json")))
  }

  @Test(
    "a file written from a PyTorch module gives its logits, streamed",
    arguments: PyTorchTests.cells)
  func streamed(_ cell: CellKind) throws {
    let (model, peer) = (try Self.load(cell), try Self.result(cell))
    let logits = model.streamLogits(peer.tokens.dropLast())
    #expect(largestDifference(logits, peer.logits) < Self.tolerance)
  }

  @Test(
    "a file written from a PyTorch module gives its logits, in windows",
    arguments: PyTorchTests.cells, [1, 8, 40])
  func windows(_ cell: CellKind, _ steps: Int) throws {
    let (model, peer) = (try Self.load(cell), try Self.result(cell))
    let tokens = Array(peer.tokens.dropLast())
    let lanes = model.windowLogits([tokens, tokens.reversed()], steps: steps)
    #expect(largestDifference(lanes[0], peer.logits) < Self.tolerance)
  }

  @Test("evaluation gives PyTorch's mean cross-entropy", arguments: PyTorchTests.cells)
  func evaluation(_ cell: CellKind) throws {
    let (model, peer) = (try Self.load(cell), try Self.result(cell))
    // The text of the stream; ? is no letter of the vocabulary.
    let text = peer.tokens.dropFirst().map { token in
      switch token {
      case Vocabulary.unknown: "?"
      case Vocabulary.documentBoundary: "\n"
      default: model.tokenizer.decode([token])
      }
    }.joined()
    let corpus = try CorpusReader(text: text).encode(with: model.tokenizer)
    #expect(corpus.tokens == peer.tokens)
    #expect(try abs(model.evaluate(corpus).natsPerToken - peer.loss) < 1e-5)
  }

  @Test(
    "a file written from a PyTorch module comes back out of an export bit by bit",
    arguments: cells, [("", 0), ("_float16", 0x1p-11), ("_bfloat16", 0x1p-8)])
  func roundTrip(_ cell: CellKind, _ format: (name: String, error: Float)) throws {
    let scratch = try Scratch()
    let shape = try makeModel(cell, layers: 2, hidden: 7, embedding: 5)
    try shape.save(to: scratch.directory)
    let weights = ModelFile.weights.path(in: scratch.directory)
    try scratch.write(
      fixture(cell.rawValue + format.name, "safetensors"), to: ModelFile.weights.rawValue)
    let theirs = try Safetensors(contentsOf: weights)
    try LanguageModel(contentsOf: scratch.directory).exportPyTorch(to: scratch.path("out"))
    let ours = try Safetensors(contentsOf: ModelFile.weights.path(in: scratch.path("out")))
    try scratch.write(fixture(cell.rawValue, "safetensors"), to: ModelFile.weights.rawValue)
    let exact = try Safetensors(contentsOf: weights)
    #expect(Set(ours.tensors.keys) == Set(theirs.tensors.keys))
    for (name, tensor) in ours.tensors {
      let values = try ours.floats(name, shape: tensor.shape)
      #expect(
        try values.map(\.bitPattern)
          == theirs.floats(name, shape: tensor.shape).map(\.bitPattern), "\(name)")
      // Subnormals of float16 are 2⁻²⁴ apart.
      for (value, full) in zip(values, try exact.floats(name, shape: tensor.shape)) {
        #expect(abs(value - full) <= max(format.error * abs(full), format.error == 0 ? 0 : 0x1p-25))
      }
    }
  }

  @Test(
    "PyTorch loads our files by name, strictly, and gives our logits",
    .enabled(if: interpreter != nil, "set CHARLM_PYTHON to a Python that has torch, safetensors"),
    arguments: PyTorchTests.cells, [false, true])
  func live(_ cell: CellKind, _ ties: Bool) throws {
    let interpreter = try #require(Self.interpreter)
    let scratch = try Scratch()
    let model = try makeModel(cell, layers: 3, hidden: 9, ties: ties)
    try model.save(to: scratch.directory)
    let tokens = stream(makeLines([20, 1, 30]), model.tokenizer)
    try JSONEncoder().encode(tokens).write(to: URL(fileURLWithPath: scratch.path("tokens")))

    let process = Process()
    process.executableURL = URL(fileURLWithPath: interpreter)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures/make_pytorch_fixture.py")
    process.arguments = [
      script.path, "--run", cell.rawValue, ModelFile.weights.path(in: scratch.directory),
      scratch.path("tokens"), scratch.path("out"),
    ]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)

    let peer = try JSONDecoder().decode(PeerResult.self, from: Data(scratch.read("out")))
    let logits = model.streamLogits(tokens.dropLast())
    #expect(largestDifference(logits, peer.logits) < Self.tolerance)
  }
}
