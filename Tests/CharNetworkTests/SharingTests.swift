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
    let readers = [1, 2, 3].map {
      CharacterReader(network, parameters, precision: precision, threads: $0)
    }
    var streams = readers.map { $0.makeStream() }
    var rows = readers.map { _ in [Float](repeating: 0, count: 300) }
    for token: Int32 in [1, 17, 299, 4, 1, 60] {
      for i in readers.indices {
        if token == 1 { readers[i].reset(&streams[i]) }
        readers[i].advance(&streams[i], with: [token], logits: &rows[i])
      }
      #expect(rows[1] == rows[0] && rows[2] == rows[0], "after \(token)")
    }
    // A lane of many goes on where the shared stream stands.
    var lanes = readers[1].makeStream(lanes: 3)
    readers[1].copy(lane: 0, of: streams[1], to: 2, of: &lanes)
    var all = [Float](repeating: 0, count: 3 * 300)
    readers[1].advance(&lanes, with: [9, 8, 7], logits: &all)
    readers[1].advance(&streams[1], with: [7], logits: &rows[1])
    #expect(Array(all.suffix(300)) == rows[1])
    // And back.
    var again = readers[2].makeStream()
    readers[2].copy(lane: 2, of: lanes, to: 0, of: &again)
    for (token, i) in [(Int32(5), 1), (5, 2)] {
      var row = rows[0]
      if i == 1 {
        readers[1].advance(&streams[1], with: [token], logits: &row)
      } else {
        readers[2].advance(&again, with: [token], logits: &row)
      }
      rows[i] = row
    }
    #expect(rows[1] == rows[2])
  }

  @Test("give the same log-probabilities bit for bit", arguments: [1, 2, 3])
  func windows(_ layers: Int) throws {
    let (network, parameters) = try makeNetwork(
      .lstm, layers: layers, hidden: 530, embedding: 20, vocabulary: 60)
    var random = RandomSource(seed: 5)
    let tokens = (0..<900).map { _ in Int32(random.next() % 60) }
    let reader = CharacterReader(network, parameters, threads: 3)
    let results = [false, true].map { shares in
      var state = network.initialState(lanes: 1)
      let values = reader.logProbabilities(
        tokens[...], from: &state, boundary: 1, sharesThreads: shares)
      return (values, state)
    }
    #expect(results[0].0.count == 899)
    #expect(results[0].0 == results[1].0)
    #expect(results[0].1 == results[1].1)
  }

  @Test("one reader serves several threads at once")
  func concurrently() async throws {
    let (network, parameters) = try makeNetwork(
      .lstm, layers: 2, hidden: 530, embedding: 20, vocabulary: 60)
    let reader = CharacterReader(network, parameters, threads: 2)
    let results = await withTaskGroup(of: [Float].self) { group in
      for _ in 0..<4 {
        group.addTask {
          var stream = reader.makeStream()
          var row = [Float](repeating: 0, count: 60)
          for token in 0..<60 { reader.advance(&stream, with: [Int32(token)], logits: &row) }
          return row
        }
      }
      return await group.reduce(into: [[Float]]()) { $0.append($1) }
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }
}
