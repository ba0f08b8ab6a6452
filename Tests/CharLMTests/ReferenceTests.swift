import CharLM
import CharNetwork
import CharText
import TestSupport
import Testing

/// Sizes that fill no vector register, against the equations in Double.
@Suite("Odd sizes")
struct ReferenceTests {
  static let hiddenSizes = [1, 3, 17, 33]

  @Test(
    "equal the equations in Double", arguments: ReferenceNetwork.cells.map(ModelCase.init(cell:)),
    hiddenSizes)
  func sizes(_ test: ModelCase, _ hidden: Int) throws {
    for embedding in test.ties ? [hidden] : [1, 5] {
      for layers in 1...3 {
        let model = try test.make(layers: layers, hidden: hidden, embedding: embedding)
        let lanes = (0..<3).map { StreamTests.tokens(model, seed: $0) }
        let windows = model.windowLogits(lanes, steps: 12)
        let reference = ReferenceNetwork(model.network, model.parameters)
        for (lane, tokens) in lanes.enumerated() {
          var state = reference.initialState()
          let expected = reference.logits(
            tokens, state: &state, boundary: Vocabulary.documentBoundary)
          let streamed = model.streamLogits(tokens)
          #expect(largestDifference(windows[lane], expected) < 1e-5, "E \(embedding), L \(layers)")
          #expect(largestDifference(streamed, expected) < 1e-5, "E \(embedding), L \(layers)")
        }
      }
    }
  }
}
