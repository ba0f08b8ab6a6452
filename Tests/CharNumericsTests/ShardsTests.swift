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
}
