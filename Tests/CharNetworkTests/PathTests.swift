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

  @Test("e^x is right to 3e-7 of its value where a softmax needs it")
  func exponentials() {
    let logits = stride(from: Float(-79.9), through: 0, by: 0.0137).map { $0 } + [0, -1e-30, -1e-6]
    for path in KernelPath.supported {
      path.use {
        var terms = logits
        let sum = softmaxTerms(logits, temperature: 1, into: &terms)
        for (x, y) in zip(logits, terms) {
          let expected = exp(Double(x))
          #expect(abs(Double(y) - expected) <= 3e-7 * expected, "e^\(x), \(path)")
        }
        let expected = terms.reduce(0) { $0 + Double($1) }
        #expect(abs(sum - expected) <= 1e-12 * expected)
        var none: [Float] = [0, 0]
        _ = softmaxTerms([-.infinity, 1], temperature: 0.5, into: &none)
        #expect(none == [0, 1])
      }
    }
  }
}
