import CharLM
import CharNetwork
import CharOracle
import CharText
import TestSupport
import Testing

/// Sizes that fill no vector register, against the equations in Double.
@Suite("Odd sizes")
struct ReferenceTests {
  static let hiddenSizes = [1, 3, 17, 33]

  /// Checks whole windows and streams of three lanes.
  private func check(_ model: LanguageModel, _ comment: String = "") {
    let lanes = (0..<3).map { StreamTests.tokens(model, seed: $0) }
    let windows = model.windowLogits(lanes, steps: 12)
    let oracle = GraphNetwork(model.network, model.parameters)
    // Normalization stretches rows that are almost constant, and their rounding errors with them.
    let limit = model.network.configuration.normalizesLayers ? 2e-4 : 1e-5
    for (lane, tokens) in lanes.enumerated() {
      var state = oracle.initialState(lanes: 1)
      let expected = oracle.logits(
        tokens, state: &state, boundary: Vocabulary.documentBoundary)
      let streamed = model.streamLogits(tokens)
      #expect(largestDifference(windows[lane], expected) < limit, "a window\(comment)")
      #expect(largestDifference(streamed, expected) < limit, "a stream\(comment)")
    }
  }

  @Test("equal the equations in Double", arguments: ModelCase.all, hiddenSizes)
  func sizes(_ test: ModelCase, _ hidden: Int) throws {
    check(try test.make(hidden: hidden))
  }

  @Test(
    "equal the equations in Double with one to three layers over two sizes of embedding",
    arguments: CellKind.allCases, hiddenSizes)
  func layers(_ cell: CellKind, _ hidden: Int) throws {
    for embedding in [1, 5] {
      for layers in 1...3 {
        let test = ModelCase(cell: cell)
        check(
          try test.make(layers: layers, hidden: hidden, embedding: embedding),
          ", E \(embedding), L \(layers)")
      }
    }
  }
}
