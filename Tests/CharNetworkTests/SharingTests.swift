import CharNetwork
import CharNumerics
import TestSupport
import Testing

/// A stream that several threads share says what it says in one.
@Suite("Shared streams")
struct SharingTests {
  @Test(
    "give the same logits bit for bit", arguments: CellKind.allCases,
    [Precision.float32, .bfloat16, .int8])
  func logits(_ cell: CellKind, _ precision: Precision) throws {
    // Large enough to be shared, and no multiple of anything.
    let hidden = cell == .elman ? 1030 : 530
    let (network, parameters) = try makeNetwork(
      cell, layers: 2, hidden: hidden, embedding: 20, vocabulary: 300, residual: true)
    let engines = [1, 2, 3].map {
      InferenceEngine(
        network, parameters, precision: precision, boundary: 1, threads: $0, stepsAlone: 0)
    }
    var states = engines.map { _ in network.initialState(lanes: 1) }
    var rows = engines.map { _ in [Float](repeating: 0, count: 300) }
    for token: Int32 in [1, 17, 299, 4, 1, 60] {
      for i in engines.indices { engines[i].step([token], &states[i], logits: &rows[i]) }
      #expect(rows[1] == rows[0] && rows[2] == rows[0], "after \(token)")
      #expect(states[1] == states[0] && states[2] == states[0], "after \(token)")
    }
    // A lane of many goes on where the shared one stands.
    var lanes = network.initialState(lanes: 2)
    lanes.append(states[1])
    var all = [Float](repeating: 0, count: 3 * 300)
    engines[1].step([9, 8, 7], &lanes, logits: &all)
    engines[1].step([7], &states[1], logits: &rows[1])
    #expect(Array(all.suffix(300)) == rows[1])
    // And back.
    var again = lanes.select([2])
    #expect(again == states[1])
    engines[1].step([5], &states[1], logits: &rows[1])
    engines[2].step([5], &again, logits: &rows[2])
    #expect(rows[1] == rows[2])
  }

  @Test("a text is read by windows as by steps, and other weights as by another engine")
  func read() throws {
    let (network, parameters) = try makeNetwork(
      .lstm, layers: 2, hidden: 530, embedding: 20, vocabulary: 60)
    var random = RandomSource(seed: 5)
    let tokens = (0..<300).map { _ in Int32(random.next() % 60) }
    // Alone at first, then shared.
    let engine = InferenceEngine(network, parameters, boundary: 1, threads: 2, stepsAlone: 20)
    func stepped(_ engine: InferenceEngine) -> ([Float], NetworkState) {
      var state = network.initialState(lanes: 1)
      var row = [Float](repeating: 0, count: 60)
      for token in tokens { engine.step([token], &state, logits: &row) }
      return (row, state)
    }
    func read(_ engine: InferenceEngine) -> ([Float], NetworkState) {
      var state = network.initialState(lanes: 1)
      var row = [Float](repeating: 0, count: 60)
      engine.read(tokens[...], &state, logits: &row)
      return (row, state)
    }
    #expect(stepped(engine) == read(engine))
    let other = network.layout.initialize(from: &random)
    engine.update(other)
    let fresh = InferenceEngine(network, other, boundary: 1, threads: 1)
    #expect(stepped(engine) == stepped(fresh) && read(engine) == read(fresh))
  }

  @Test("give the same log-probabilities bit for bit", arguments: [1, 2, 3])
  func windows(_ layers: Int) throws {
    let (network, parameters) = try makeNetwork(
      .lstm, layers: layers, hidden: 530, embedding: 20, vocabulary: 60)
    var random = RandomSource(seed: 5)
    let tokens = (0..<900).map { _ in Int32(random.next() % 60) }
    let engine = InferenceEngine(network, parameters, boundary: 1, threads: 3)
    let results = [false, true].map { shares in
      var state = network.initialState(lanes: 1)
      let values = engine.logProbabilities(tokens[...], from: &state, sharesThreads: shares)
      return (values, state)
    }
    #expect(results[0].0.count == 899)
    #expect(results[0].0 == results[1].0)
    #expect(results[0].1 == results[1].1)
  }

  @Test("one engine serves several threads at once")
  func concurrently() async throws {
    let (network, parameters) = try makeNetwork(
      .lstm, layers: 2, hidden: 530, embedding: 20, vocabulary: 60)
    let engine = InferenceEngine(network, parameters, threads: 2, stepsAlone: 0)
    let results = await withTaskGroup(of: [Float].self) { group in
      for _ in 0..<4 {
        group.addTask {
          var state = network.initialState(lanes: 1)
          var row = [Float](repeating: 0, count: 60)
          for token in 0..<60 { engine.step([Int32(token)], &state, logits: &row) }
          return row
        }
      }
      return await group.reduce(into: [[Float]]()) { $0.append($1) }
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }
}
