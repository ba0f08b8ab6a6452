import CharLM
import CharNetwork
import CharNumerics
import CharTraining
import Foundation
import Testing

@Suite("Orthogonalised updates")
struct MuonTests {
  private func matrix(_ rows: Int, _ columns: Int, seed: UInt64 = 7) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<rows * columns).map { _ in Float.random(in: -1...1, using: &random) }
  }

  private func multiply(_ a: [Double], _ b: [Double], _ m: Int, _ k: Int, _ n: Int) -> [Double] {
    var c = [Double](repeating: 0, count: m * n)
    for i in 0..<m {
      for j in 0..<n { for l in 0..<k { c[i * n + j] += a[i * k + l] * b[l * n + j] } }
    }
    return c
  }

  private func transposed(_ a: [Double], _ rows: Int, _ columns: Int) -> [Double] {
    (0..<columns).flatMap { column in (0..<rows).map { a[$0 * columns + column] } }
  }

  @Test(
    "follow the iteration's definition in Double",
    arguments: [(5, 9), (9, 5), (8, 8), (1, 6), (33, 17), (64, 48)])
  func definition(_ rows: Int, _ columns: Int) {
    let start = matrix(rows, columns)
    var x = start.map(Double.init)
    let norm = x.reduce(0) { $0 + $1 * $1 }.squareRoot() * 1.01
    x = x.map { $0 / norm }
    for (step, p) in [(6.7524, -18.3510, 13.2633), (2.5379, -1.8747, 0.4413)].enumerated() {
      if step == 0 {
        let gram = multiply(x, transposed(x, rows, columns), rows, columns, rows)
        let largest = gram.reduce(0) { $0 + $1 * $1 }.squareRoot().squareRoot()
        x = x.map { $0 / largest }
      }
      let gram = multiply(x, transposed(x, rows, columns), rows, columns, rows)
      let square = multiply(gram, gram, rows, rows, rows)
      let first = multiply(gram, x, rows, rows, columns)
      let second = multiply(square, x, rows, rows, columns)
      x = x.indices.map { p.0 * x[$0] + p.1 * first[$0] + p.2 * second[$0] }
    }
    var values = start
    withSerialKernels { Orthogonalizer(rows: rows, columns: columns).orthogonalize(&values) }
    for (value, expected) in zip(values, x) { #expect(abs(Double(value) - expected) < 1e-3) }
  }

  @Test("make rows of length about one that stand about upright on each other")
  func orthonormal() {
    var values = matrix(24, 60)
    withSerialKernels { Orthogonalizer(rows: 24, columns: 60).orthogonalize(&values) }
    let x = values.map(Double.init)
    let gram = multiply(x, transposed(x, 24, 60), 24, 60, 24)
    for i in 0..<24 {
      for j in 0..<24 { #expect(abs(gram[i * 24 + j] - (i == j ? 1 : 0)) < 0.5) }
    }
  }

  @Test("leave zeros as they are")
  func zero() {
    var values = [Float](repeating: 0, count: 12)
    withSerialKernels { Orthogonalizer(rows: 3, columns: 4).orthogonalize(&values) }
    #expect(values.allSatisfy { $0 == 0 })
  }

  @Test("learn, whatever the number of threads, and are resumed bit for bit")
  func training() throws {
    var configuration = smallConfiguration(steps: 60)
    configuration.optimizer.kind = .muon
    configuration.network.layers = 2
    let scratch = [Scratch(), Scratch(), Scratch()]
    defer { withExtendedLifetime(scratch) {} }
    let once = try train(configuration, in: scratch[0].path, threads: 1)
    let twice = try train(configuration, in: scratch[1].path, threads: 3)
    _ = try train(configuration, in: scratch[2].path, stopAfter: 31)
    let resumed = try train(configuration, in: scratch[2].path, resumes: true)
    #expect(once.model.parameters == twice.model.parameters)
    #expect(once.model.parameters == resumed.model.parameters)
    #expect(try #require(once.summary.bestValidNatsPerToken) < 2.5)
  }

  @Test("leave frozen layers alone")
  func frozen() throws {
    var configuration = smallConfiguration(steps: 12)
    configuration.optimizer.kind = .muon
    configuration.network.layers = 2
    configuration.freezing = Freezing()
    configuration.freezing?.layers = 1
    let (one, other) = (Scratch(), Scratch())
    let long = try train(configuration, in: one.path).model.parameters
    configuration.steps = 1
    let short = try train(configuration, in: other.path).model.parameters
    for slot in long.layout.slots where slot.name.hasSuffix("_l0") {
      #expect(long[slot] == short[slot], "\(slot.name)")
    }
    let second = try #require(long.layout["rnn.weight_hh_l1"])
    #expect(long[second] != short[second])
  }
}
