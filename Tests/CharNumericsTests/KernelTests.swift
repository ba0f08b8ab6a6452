import CharNumerics
import Testing

@Suite("Random numbers")
struct RandomSourceTests {
  @Test("repeat by seed and differ by stream")
  func repeats() {
    var a = RandomSource(seed: 7), b = RandomSource(seed: 7), c = RandomSource(seed: 7, stream: 1)
    let first = (0..<100).map { _ in a.next() }
    #expect(first == (0..<100).map { _ in b.next() })
    #expect(first != (0..<100).map { _ in c.next() })
  }
}
