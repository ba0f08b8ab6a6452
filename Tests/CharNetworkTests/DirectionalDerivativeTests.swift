import CharNetwork
import CharNumerics
import TestSupport
import Testing

/// What the reference in Double does not have, or not fast enough: the gradient along one random
/// direction against the difference of two losses.
@Suite("Directional derivatives")
struct DirectionalDerivativeTests {
  private func check(
    _ network: CharacterNetwork, _ parameters: Parameters, _ batch: TokenBatch, key: UInt64
  ) {
    withSerialKernels {
      let weights = network.packedWeights()
      var workspace = network.makeWorkspace(
        steps: batch.steps, lanes: batch.lanes, weights: weights)
      var gradient = Gradient(layout: network.layout)
      func loss(_ p: Parameters) -> Double {
        var state = network.initialState(lanes: batch.lanes)
        weights.pack(p)
        network.prepare(&workspace, p)
        return network.lossAndGradient(
          batch, p, state: &state, workspace: &workspace, gradient: &gradient, scale: 1,
          dropoutKey: key
        ).nats
      }
      _ = loss(parameters)
      let slope = gradient
      for slot in network.layout.slots {
        // Along the sign of the slot's own gradient, so that nothing cancels.
        let step: Float = 1e-3
        var up = parameters
        var down = parameters
        var expected = 0.0
        for i in slot.range {
          let sign: Float = slope.values[i] < 0 ? -1 : 1
          up.values[i] += step * sign
          down.values[i] -= step * sign
          expected += Double(slope.values[i] * sign)
        }
        let found = (loss(up) - loss(down)) / (2 * Double(step))
        #expect(abs(found - expected) < 5e-3 * max(1, abs(expected)), "\(slot.name)")
      }
    }
  }

  @Test("hold with dropout, whose mask is the same on the way back", arguments: CellKind.allCases)
  func dropout(_ cell: CellKind) throws {
    for residual in [false, true] {
      let (network, parameters) = try makeNetwork(
        cell, layers: 3, hidden: 9, residual: residual, dropout: 0.4)
      let batch = makeWindows(count: 1, steps: 7, lanes: 4, vocabulary: 7)[0]
      check(network, parameters, batch, key: 99)
    }
  }

  @Test("hold with a mask that is the same at all steps, and with zoneout")
  func masks() throws {
    for cell in CellKind.allCases {
      var configuration = NetworkConfiguration()
      configuration.cell = cell
      configuration.hiddenSize = 9
      configuration.embeddingSize = 4
      configuration.dropout = 0.3
      configuration.locksDropout = true
      configuration.zoneout = 0.4
      let (network, parameters) = try makeNetwork(configuration)
      let batch = makeWindows(count: 1, steps: 7, lanes: 4, vocabulary: 7)[0]
      check(network, parameters, batch, key: 3)
    }
  }

  @Test(
    "hold where the logits of a window do not stand in memory at once", arguments: [false, true])
  func manyLogits(_ ties: Bool) throws {
    let vocabulary = 1500
    let (network, parameters) = try makeNetwork(
      .gru, layers: 1, hidden: 6, embedding: 6, vocabulary: vocabulary, ties: ties)
    let batch = makeWindows(count: 1, steps: 60, lanes: 16, vocabulary: vocabulary)[0]
    #expect(batch.steps * batch.lanes * vocabulary > 1 << 20)
    check(network, parameters, batch, key: 0)
  }

  @Test("another key is another mask, and no dropout has none")
  func keys() throws {
    let (network, parameters) = try makeNetwork(.lstm, dropout: 0.5)
    let batch = makeWindows(count: 1, steps: 7, lanes: 4, vocabulary: 7)[0]
    let losses = [UInt64(1), 1, 2].map { key in
      withSerialKernels {
        let weights = network.packedWeights()
        var workspace = network.makeWorkspace(steps: 7, lanes: 4, weights: weights)
        var gradient = Gradient(layout: network.layout)
        var state = network.initialState(lanes: 4)
        weights.pack(parameters)
        network.prepare(&workspace, parameters)
        return network.lossAndGradient(
          batch, parameters, state: &state, workspace: &workspace, gradient: &gradient, scale: 1,
          dropoutKey: key
        ).nats
      }
    }
    #expect(losses[0] == losses[1])
    #expect(losses[0] != losses[2])
  }
}
