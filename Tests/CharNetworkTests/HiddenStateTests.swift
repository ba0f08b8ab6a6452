import CharNetwork
import CharNumerics
import TestSupport
import Testing

/// The stack's output for a text, as a user of the library reads it.
@Suite("Hidden states")
struct HiddenStateTests {
  private let tokens: [Int32] = {
    var random = RandomSource(seed: 3)
    return (0..<150).map { _ in Int32(random.next() % 7) }
  }()

  /// The logits that a head makes of vectors `[tokens, width]`.
  private func logits(
    of vectors: Tensor, _ network: CharacterNetwork, _ parameters: Parameters
  ) throws -> [Float] {
    let tied = network.configuration.tiesEmbeddings
    let weight = try #require(network.layout[tied ? "embedding.weight" : "output.weight"])
    let bias = try #require(network.layout["output.bias"])
    let (w, b) = (Array(parameters[weight]), Array(parameters[bias]))
    let width = vectors.shape[1]
    return (0..<vectors.shape[0]).flatMap { row in
      b.indices.map { output -> Float in
        var sum = b[output]
        for i in 0..<width { sum += vectors.values[row * width + i] * w[output * width + i] }
        return sum
      }
    }
  }

  private func expectClose(_ a: [Float], _ b: [Float]) {
    #expect(a.count == b.count)
    let difference = zip(a, b).map { abs($0 - $1) }.max() ?? .infinity
    #expect(difference < 1e-4)
  }

  @Test("are what a window's logits are made of", arguments: NetworkCase.all)
  func window(_ test: NetworkCase) throws {
    let (network, parameters) = try test.make()
    let engine = InferenceEngine(network, parameters, boundary: 1, threads: 1)
    var state = network.initialState(lanes: 1)
    let vectors = engine.hiddenStates(tokens[...], from: &state)
    var other = network.initialState(lanes: 1)
    let window = engine.logits(
      TokenBatch(steps: tokens.count, lanes: 1, inputs: tokens, targets: tokens, boundary: 1),
      &other)
    #expect(state == other)
    expectClose(try logits(of: vectors, network, parameters), window)
  }

  @Test("go on from a state, and do not depend on the number of threads")
  func parts() throws {
    let (network, parameters) = try makeNetwork(
      .lstm, layers: 2, hidden: 530, embedding: 20, vocabulary: 60)
    let whole = [1, 3].map { threads in
      var state = network.initialState(lanes: 1)
      return InferenceEngine(network, parameters, boundary: 1, threads: threads)
        .hiddenStates(tokens[...], from: &state)
    }
    #expect(whole[0].shape == [150, 530])
    #expect(whole[0] == whole[1])
    let engine = InferenceEngine(network, parameters, boundary: 1, threads: 1)
    var state = network.initialState(lanes: 1)
    let first = engine.hiddenStates(tokens[..<61], from: &state)
    let second = engine.hiddenStates(tokens[61...], from: &state)
    let both = first.values + second.values
    #expect(both == whole[0].values)
    // The output plane of the last layer is the last of them.
    let output = Array(state.values[2 * 530..<3 * 530])
    let last = Array(whole[0].values.suffix(530))
    #expect(output == last)
  }

  @Test("of a network that labels text hear all of it in both directions")
  func labels() throws {
    var configuration = NetworkConfiguration()
    (configuration.hiddenSize, configuration.embeddingSize) = (6, 4)
    configuration.isBidirectional = true
    let network = try CharacterNetwork(configuration, vocabularySize: 7, head: .tokenLabels(3))
    var random = RandomSource(seed: 2)
    let parameters = network.layout.initialize(from: &random)
    let engine = InferenceEngine(network, parameters)
    var state = network.initialState(lanes: 1)
    let vectors = engine.hiddenStates(tokens[...], from: &state)
    #expect(vectors.shape == [150, 12])
    expectClose(
      try logits(of: vectors, network, parameters),
      engine.labelLogits(tokens, [0..<tokens.count])[0])
  }
}
