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

  @Test("have the mean and the variance of their distribution")
  func moments() {
    var random = RandomSource(seed: 1)
    let count = 200_000
    let uniform = (0..<count).map { _ in random.nextDouble() }
    #expect(uniform.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs(uniform.reduce(0, +) / Double(count) - 0.5) < 0.004)
    let normal = (0..<count).map { _ in Double(random.nextNormal()) }
    #expect(abs(normal.reduce(0, +) / Double(count)) < 0.01)
    #expect(abs(normal.reduce(0) { $0 + $1 * $1 } / Double(count) - 1) < 0.02)
  }
}
