import CharNetwork
import CharNumerics
import Foundation
import TestSupport
import Testing

/// The kernels of every kind of processor that this one can be, and both kinds of product, over sizes
/// that are no multiples of anything.
@Suite("Paths")
struct PathTests {
  /// Loss and gradient of a window.
  private func lossAndGradient(
    _ network: CharacterNetwork, _ parameters: Parameters, _ batch: TokenBatch,
    _ backend: ProductBackend
  ) -> (nats: Double, gradient: [Float]) {
    let weights = PackedWeights(
      network.productSlots, precision: .float32, trains: true, backend: backend)
    let (nats, gradient) = network.lossAndGradient(parameters, batch, weights)
    return (nats, gradient.values)
  }

  @Test(
    "agree on loss and gradient", arguments: CellKind.allCases,
    [[1, 3, 17], [3, 17, 255], [17, 255, 3], [255, 1, 17]])
  func agree(_ cell: CellKind, _ sizes: [Int]) throws {
    let (hidden, lanes, vocabulary) = (sizes[0], sizes[1], sizes[2])
    let (network, parameters) = try makeNetwork(
      cell, hidden: hidden, embedding: 5, vocabulary: vocabulary)
    let batch = makeWindows(count: 1, steps: 5, lanes: lanes, vocabulary: vocabulary)[0]
    var results: [(name: String, nats: Double, gradient: [Float])] = []
    for path in KernelPath.supported {
      for backend in ProductBackend.available(.float32) {
        let (nats, gradient) = path.use {
          lossAndGradient(network, parameters, batch, backend)
        }
        results.append(("\(path), \(backend)", nats, gradient))
      }
    }
    let (first, rest) = (results[0], results.dropFirst())
    let largest = first.gradient.map(abs).max() ?? 0
    for other in rest {
      #expect(abs(other.nats - first.nats) < 1e-5 * first.nats, "\(other.name)")
      let difference = zip(other.gradient, first.gradient).map { abs($0 - $1) }.max() ?? 0
      #expect(difference <= 2e-5 * largest, "\(other.name)")
    }
  }

  @Test(
    "agree on loss and gradient with every option of a cell and around it, and with dropout",
    arguments: NetworkCase.cellOptions + NetworkCase.surroundings)
  func options(_ test: NetworkCase) throws {
    var test = test
    test.configuration.hiddenSize = 19
    test.configuration.embeddingSize = test.configuration.tiesEmbeddings ? 19 : 6
    test.configuration.dropout = 0.2
    let (network, parameters) = try test.make(vocabulary: 37)
    let batch = makeWindows(count: 1, steps: 6, lanes: 7, vocabulary: 37)[0]
    let results = KernelPath.supported.map { path in
      path.use {
        let weights = PackedWeights(
          network.productSlots, precision: .float32, trains: true, backend: .own)
        return network.lossAndGradient(parameters, batch, weights, dropoutKey: 5)
      }
    }
    // A normalization of a normalization magnifies the rounding of a Float.
    let isIll = test.configuration.normalizesLayers && test.configuration.transitionDepth > 1
    for (path, result) in zip(KernelPath.supported, results).dropFirst() {
      #expect(abs(result.nats - results[0].nats) < 1e-5 * results[0].nats, "\(path)")
      for slot in network.layout.slots {
        let error = relativeError(result.gradient[slot], results[0].gradient[slot])
        #expect(error < (isIll ? 1e-2 : 2e-4), "\(slot.name), \(path)")
      }
    }
  }

  @Test("agree on labels, with every pooling and with targets that are missing")
  func labels() throws {
    var configuration = NetworkConfiguration()
    (configuration.hiddenSize, configuration.embeddingSize) = (19, 6)
    configuration.isBidirectional = true
    func check(_ head: NetworkHead) throws {
      let network = try CharacterNetwork(configuration, vocabularySize: 7, head: head)
      var random = RandomSource(seed: 1)
      let parameters = network.layout.initialize(from: &random)
      let batch = makeSequences(labelsSequences: head.pooling != nil)
      let labels = head.pooling != nil ? batch.spans.map(\.target) : batch.targets
      #expect(labels.contains(TokenBatch.noTarget))
      let results = KernelPath.supported.map { path in
        path.use {
          let weights = PackedWeights(
            network.productSlots, precision: .float32, trains: true, backend: .own)
          var workspace = network.makeWorkspace(
            steps: batch.steps, lanes: batch.lanes, weights: weights)
          var gradient = Gradient(layout: network.layout)
          var state = network.initialState(lanes: batch.lanes)
          weights.pack(parameters)
          network.prepare(&workspace, parameters)
          let loss = network.lossAndGradient(
            batch, parameters, state: &state, workspace: &workspace, gradient: &gradient, scale: 1,
            dropoutKey: 0)
          return (nats: loss.nats, gradient: gradient)
        }
      }
      for (path, result) in zip(KernelPath.supported, results).dropFirst() {
        #expect(abs(result.nats - results[0].nats) < 1e-5 * results[0].nats, "\(path)")
        for slot in network.layout.slots {
          let error = relativeError(result.gradient[slot], results[0].gradient[slot])
          #expect(error < 1e-4, "\(slot.name), \(path), \(head)")
        }
      }
    }
    try check(.tokenLabels(4))
    for pooling in Pooling.allCases { try check(.textLabels(4, pooling)) }
  }

  @Test(
    "in bfloat16 give the gradient of float32 to its rounding, tensor by tensor",
    arguments: CellKind.allCases)
  func bfloat16(_ cell: CellKind) throws {
    let (network, parameters) = try makeNetwork(cell, hidden: 48, embedding: 24, vocabulary: 37)
    let batch = makeWindows(count: 1, steps: 8, lanes: 9, vocabulary: 37)[0]
    for path in KernelPath.supported {
      let (exact, rounded) = path.use {
        func run(_ precision: Precision) -> (nats: Double, gradient: Gradient) {
          let weights = PackedWeights(
            network.productSlots, precision: precision, trains: true, backend: .own)
          return network.lossAndGradient(parameters, batch, weights)
        }
        return (run(.float32), run(.bfloat16))
      }
      #expect(abs(rounded.nats - exact.nats) < 2e-3 * exact.nats, "\(path)")
      for slot in network.layout.slots {
        let error = relativeError(rounded.gradient[slot], exact.gradient[slot])
        #expect(error > 0 && error < 0.02, "\(slot.name), \(path): \(error)")
      }
    }
  }

  /// The length of the difference over that of the second.
  private func relativeError(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
    let difference = zip(a, b).reduce(0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
    return (difference / b.reduce(1e-30) { $0 + Double($1) * Double($1) }).squareRoot()
  }

  @Test("e^x is right to 3e-7 of its value where a softmax needs it")
  func exponentials() {
    let logits = stride(from: Float(-79.9), through: 0, by: 0.0137).map { $0 } + [0, -1e-30, -1e-6]
    for path in KernelPath.supported {
      path.use {
        var terms = logits
        let sum = Softmax.terms(logits, temperature: 1, into: &terms)
        for (x, y) in zip(logits, terms) {
          let expected = exp(Double(x))
          #expect(abs(Double(y) - expected) <= 3e-7 * expected, "e^\(x), \(path)")
        }
        let expected = terms.reduce(0) { $0 + Double($1) }
        #expect(abs(sum - expected) <= 1e-12 * expected)
        var none: [Float] = [0, 0]
        _ = Softmax.terms([-.infinity, 1], temperature: 0.5, into: &none)
        #expect(none == [0, 1])
      }
    }
  }
}
