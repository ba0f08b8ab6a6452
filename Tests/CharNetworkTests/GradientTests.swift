import CharNetwork
import CharNumerics
import CharOracle
import Foundation
import TestSupport
import Testing

/// The chain of trust: central differences → the graph in Double → backward written by hand in Float.
@Suite("Gradients")
struct GradientTests {
  /// Three windows of one stream, with documents that start inside the last.
  private func windows(vocabulary: Int) throws -> [TokenBatch] {
    let windows = makeWindows(count: 3, steps: 4, lanes: 3, vocabulary: vocabulary, seed: 4)
    try #require(windows[2].inputs.dropFirst(3).contains(1))
    return windows
  }

  @Test(
    "written by hand equal those of the graph, and those central differences, tensor by tensor",
    arguments: NetworkCase.all)
  func equal(_ test: NetworkCase) throws {
    try check(test, vocabulary: 7, takesDifferences: !Self.runsAgain)
  }

  /// True if scripts/test repeats the tests with other kernels, of which graph and differences know
  /// nothing.
  private static let runsAgain =
    ProcessInfo.processInfo.environment["CHARLM_TESTS_AGAIN"] != nil

  @Test(
    "do so where tokens are projected one by one, because they are too many for a table",
    arguments: NetworkCase.all)
  func rows(_ test: NetworkCase) throws {
    try check(test, vocabulary: 20, takesDifferences: false)
  }

  private func check(_ test: NetworkCase, vocabulary: Int, takesDifferences: Bool) throws {
    var test = test
    test.configuration = test.configuration.undisturbed
    let (network, parameters) = try test.make(vocabulary: vocabulary)
    let check = GradientCheck(
      network, parameters, windows: try windows(vocabulary: vocabulary),
      takesDifferences: takesDifferences)
    #expect(abs(check.handNats - check.graphNats) < 1e-6 * check.graphNats)
    // Rows that are almost constant, normalized again and again, magnify the rounding of a Float; the
    // portable kernels, which round every product, are there after one.
    let roundsMore = test.configuration.transitionDepth > 1 || "\(KernelPath.current)" == "portable"
    let isIll = test.configuration.normalizesLayers && roundsMore
    for tensor in check.tensors {
      let name = tensor.slot.name
      let limit = isIll ? tensor.handLimit : GradientCheck.handLimit
      #expect(tensor.graph.norm > 0, "\(name) has no gradient")
      #expect(tensor.handError <= limit, "\(name): by hand and by graph")
      #expect(tensor.graphError != nil || !takesDifferences)
      if let error = tensor.graphError {
        #expect(error <= GradientCheck.graphLimit, "\(name): by graph and differences")
      }
    }
  }

  @Test("of the graph are the same forward and in reverse", arguments: NetworkCase.all)
  func modes(_ test: NetworkCase) throws {
    let (network, parameters) = try test.make()
    let oracle = GraphNetwork(network, parameters)
    var state = oracle.initialState(lanes: 3)
    let window = try windows(vocabulary: 7).map { oracle.window($0, state: &state) }[2]
    var random = RandomSource(seed: 3)
    let direction = oracle.values.map { _ in 2 * random.nextDouble() - 1 }
    let slope = zip(window.gradient(), direction).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(window.slope(along: direction) - slope) <= 1e-10 * max(1, abs(slope)))
  }

  @Test("that are wrong by a thousandth in one element are found, and nothing else is")
  func damage() throws {
    let (network, parameters) = try makeNetwork(.lstm)
    for slot in network.layout.slots {
      let check = try GradientCheck(network, parameters, windows: windows(vocabulary: 7)) { hand in
        guard let largest = slot.range.max(by: { abs(hand[$0]) < abs(hand[$1]) }) else { return }
        hand[largest] *= 1.001
      }
      #expect(check.tensors.filter { !$0.agrees }.map(\.slot) == [slot])
    }
  }

  @Test("go on from the state that the graph has, too", arguments: NetworkCase.all)
  func states(_ test: NetworkCase) throws {
    var test = test
    test.configuration = test.configuration.undisturbed
    let (network, parameters) = try test.make()
    let oracle = GraphNetwork(network, parameters)
    var expected = oracle.initialState(lanes: 3)
    try withSerialKernels {
      let weights = network.packedWeights()
      weights.pack(parameters)
      var workspace = network.makeWorkspace(steps: 4, lanes: 3, weights: weights)
      network.prepare(&workspace, parameters)
      var state = network.initialState(lanes: 3)
      var gradient = Gradient(layout: network.layout)
      for batch in try windows(vocabulary: 7) {
        _ = network.lossAndGradient(
          batch, parameters, state: &state, workspace: &workspace, gradient: &gradient, scale: 1,
          dropoutKey: 0)
        _ = oracle.window(batch, state: &expected)
        #expect(state.values.count == expected.values.count)
        let difference = zip(state.values, expected.values).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(difference < (test.configuration.normalizesLayers ? 1e-4 : 1e-5))
      }
    }
  }
}
