import CharNetwork
import CharNumerics
import TestSupport
import Testing

/// What hand-written backward has to be right about.
struct GradientCase: CustomTestStringConvertible, Sendable {
  var cell: CellKind
  var vocabulary = 7
  var ties = false
  var residual = false

  var testDescription: String {
    "\(cell), V \(vocabulary)\(ties ? ", tied" : "")\(residual ? ", residual" : "")"
  }

  static let all = ReferenceNetwork.cells.flatMap { cell in
    [
      GradientCase(cell: cell),  // the first layer's input from a table
      GradientCase(cell: cell, vocabulary: 40),  // and from gathered rows
      GradientCase(cell: cell, ties: true),
      GradientCase(cell: cell, vocabulary: 40, ties: true, residual: true),
      GradientCase(cell: cell, residual: true),
    ]
  }
}

@Suite("Gradients")
struct GradientTests {
  @Test(
    "equal central differences in Double over three windows with documents inside",
    arguments: GradientCase.all)
  func centralDifferences(_ test: GradientCase) throws {
    let (steps, lanes) = (6, 3)
    let hidden = 5
    let (network, parameters) = try makeNetwork(
      test.cell, hidden: hidden, embedding: test.ties ? hidden : 3, vocabulary: test.vocabulary,
      ties: test.ties, residual: test.residual)
    let windows = makeWindows(count: 3, steps: steps, lanes: lanes, vocabulary: test.vocabulary)
    #expect(windows.contains { $0.inputs.dropFirst(lanes).contains(1) })

    var reference = ReferenceNetwork(network, parameters)
    var states = (0..<lanes).map { _ in reference.initialState() }
    func referenceLoss(_ batch: TokenBatch, _ states: inout [ReferenceNetwork.State]) -> Double {
      (0..<lanes).reduce(0) { sum, lane in
        sum
          + reference.loss(
            batch.inputs(lane: lane), batch.targets(lane: lane), state: &states[lane], boundary: 1)
      }
    }

    withSerialKernels {
      let weights = network.packedWeights()
      var workspace = network.makeWorkspace(steps: steps, lanes: lanes, weights: weights)
      weights.pack(parameters)
      network.prepare(&workspace, parameters)
      var state = network.initialState(lanes: lanes)
      var gradient = Gradient(layout: network.layout)
      for batch in windows {
        let loss = network.lossAndGradient(
          batch, parameters, state: &state, workspace: &workspace, gradient: &gradient, scale: 1,
          dropoutKey: 0)
        var after = states
        let expected = referenceLoss(batch, &after)
        #expect(abs(loss.nats - expected) < 1e-5 * expected)

        for slot in network.layout.slots {
          let numeric = slot.range.map { i in
            let value = reference.values[i]
            defer { reference.values[i] = value }
            let step = 1e-5
            reference.values[i] = value + step
            var up = states
            let above = referenceLoss(batch, &up)
            reference.values[i] = value - step
            var down = states
            return (above - referenceLoss(batch, &down)) / (2 * step)
          }
          // Elements far below the slot's largest are held to its hundredth.
          let floor = (numeric.map(abs).max() ?? 0) / 100
          for (i, expected) in zip(slot.range, numeric) {
            let error = abs(Double(gradient.values[i]) - expected)
            if error > 1e-4 * max(abs(expected), floor) {
              Issue.record(
                "\(slot.name)[\(i - slot.offset)]: \(gradient.values[i]), not \(expected)")
            }
          }
        }
        states = after
      }
    }
  }
}
