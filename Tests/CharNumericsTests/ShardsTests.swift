import CharNumerics
import Testing

@Suite("Shards")
struct ShardsTests {
  @Test(
    "visit every value once, in its own thread, whatever the number of threads", arguments: 1...5)
  func visits(_ threads: Int) {
    let shards = Shards(count: 4, threads: threads) { $0 }
    for _ in 0..<200 { shards.forEach { index, value in value += index + 1 } }
    #expect((0..<4).map { shards[$0] } == (0..<4).map { $0 + 200 * ($0 + 1) })
  }

  @Test("a crew visits every element once and gives results in order", arguments: [1, 2, 31, 100])
  func crew(_ count: Int) {
    for threads in [1, 2, 40] {
      let crew = Crew(threads: threads)
      var visits = [Int](repeating: 0, count: count)
      crew.forEach(&visits) { index, visits in visits += index + 1 }
      #expect(visits == Array(1...count))
      #expect(crew.map(count, threads: threads) { 2 * $0 } == (0..<count).map { 2 * $0 })
    }
    #expect(Crew.shared.map(0, threads: 2) { $0 } == [])
  }
}
