import CharNetwork
import CharNumerics
import CharOracle
import TestSupport
import Testing

/// The gradient of the state before the first step.
@Suite("Gradients of the entry state")
struct EntryGradientTests {
  @Test("equal those of the graph, plane by plane", arguments: NetworkCase.all)
  func equal(_ test: NetworkCase) throws {
    var test = test
    test.configuration = test.configuration.undisturbed
    let (network, parameters) = try test.make()
    let windows = makeWindows(count: 2, steps: 4, lanes: 3, vocabulary: 7, seed: 6)
    // The second lane starts a document, so that nothing before it matters.
    let last = windows[1]
    var inputs = last.inputs
    (inputs[0], inputs[1], inputs[2]) = (3, 1, 4)
    let batches = [
      windows[0],
      TokenBatch(steps: 4, lanes: 3, inputs: inputs, targets: last.targets, boundary: 1),
    ]
    let oracle = GraphNetwork(network, parameters)
    var expectedState = oracle.initialState(lanes: 3)
    let expected = batches.map { oracle.window($0, state: &expectedState) }[1].entryGradient()

    let found = withSerialKernels {
      let weights = network.packedWeights()
      weights.pack(parameters)
      var workspace = network.makeWorkspace(steps: 4, lanes: 3, weights: weights)
      network.prepare(&workspace, parameters)
      var state = network.initialState(lanes: 3)
      var gradient = Gradient(layout: network.layout)
      for batch in batches {
        _ = network.lossAndGradient(
          batch, parameters, state: &state, workspace: &workspace, gradient: &gradient, scale: 1,
          dropoutKey: 0)
      }
      return network.entryGradient(of: workspace).values
    }
    #expect(found.count == expected.count)
    let differences = zip(found, expected).map { Double($0) - $1 }
    let limit = test.configuration.normalizesLayers ? 1e-3 : 1e-5
    #expect(expected.norm > 0)
    #expect(differences.norm <= limit * expected.norm, "\(differences.norm) of \(expected.norm)")
    let h = network.configuration.hiddenSize
    for plane in stride(from: 0, to: found.count, by: 3 * h) {
      let started = found[plane + h..<plane + 2 * h]
      #expect(started.allSatisfy { $0 == 0 })
    }
  }

  /// Σ output · slope, of layers that are run as a function of their state.
  private func check(
    _ state: [Tensor], _ gradient: [Tensor], _ loss: ([Tensor]) -> Double, _ name: String
  ) {
    #expect(gradient.map(\.shape) == state.map(\.shape), "\(name)")
    for plane in state.indices {
      for index in state[plane].values.indices {
        let losses = [Float(1e-2), -1e-2].map { step in
          var moved = state
          moved[plane].values[index] += step
          return loss(moved)
        }
        let difference = (losses[0] - losses[1]) / 2e-2
        let error = abs(difference - Double(gradient[plane].values[index]))
        #expect(error < 2e-3, "\(name), plane \(plane), element \(index)")
      }
    }
    let isThere = gradient.allSatisfy { plane in plane.values.contains { abs($0) > 0.02 } }
    #expect(isThere, "\(name)")
  }

  @Test("of layers over vectors are central differences", arguments: [false, true])
  func sequences(_ isBidirectional: Bool) {
    var random = RandomSource(seed: 8)
    func tensor(_ shape: [Int]) -> Tensor {
      Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in 2 * random.nextFloat() - 1 })
    }
    let directions = isBidirectional ? 2 : 1
    let input = tensor([3, 2, 4])
    let slope = tensor([3, 2, 3 * directions])
    let (h, c) = (tensor([2 * directions, 2, 3]), tensor([2 * directions, 2, 3]))
    func sum(_ output: Tensor) -> Double {
      zip(output.values, slope.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let rnn = RNN(inputSize: 4, hiddenSize: 3, layers: 2, isBidirectional: isBidirectional)
    check(
      [h], [rnn.pullback(input, state: h, outputGradient: slope).state],
      { sum(rnn(input, state: $0[0]).output) }, "RNN")
    let gru = GRU(inputSize: 4, hiddenSize: 3, layers: 2, isBidirectional: isBidirectional)
    check(
      [h], [gru.pullback(input, state: h, outputGradient: slope).state],
      { sum(gru(input, state: $0[0]).output) }, "GRU")
    let lstm = LSTM(inputSize: 4, hiddenSize: 3, layers: 2, isBidirectional: isBidirectional)
    let gradient = lstm.pullback(input, state: (h, c), outputGradient: slope).state
    check(
      [h, c], [gradient.h, gradient.c],
      { sum(lstm(input, state: ($0[0], $0[1])).output) }, "LSTM")
  }
}
