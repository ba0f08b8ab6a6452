import CharNumerics
import Foundation
import Testing

/// Fast kernels against loops in Double, over sizes that are no multiples of anything.
@Suite("Kernels")
struct KernelTests {
  static let sizes = [1, 2, 3, 7, 15, 16, 17, 31, 33, 64, 100]

  private func randoms(_ count: Int, seed: UInt64, scale: Float = 2) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in scale * (2 * random.nextFloat() - 1) }
  }

  @Test("tanh is right to 5e-7 of its value and the logistic function to 2e-7, everywhere")
  func functions() {
    let values =
      stride(from: Float(-100), through: 100, by: 0.0137).map { $0 }
      + [0, 1e-30, -1e-30, 1e-6, 0.2999, 0.3, 0.3001, 80, -80, 1e30, -1e30, .infinity, -.infinity]
    var plan = ArenaPlan()
    let input = plan.reserve(rows: 1, columns: values.count)
    let output = plan.reserve(rows: 1, columns: values.count)
    var arena = Arena(plan)
    arena.write(values, to: input)
    arena.apply(.tanh, input.view(), to: output.view())
    for (x, y) in zip(values, arena.read(output)) {
      let expected = tanh(Double(x))
      #expect(abs(Double(y) - expected) <= 5e-7 * abs(expected) + 1e-37, "tanh \(x)")
    }
    arena.apply(.sigmoid, input.view(), to: output.view())
    for (x, y) in zip(values, arena.read(output)) {
      #expect(abs(Double(y) - 1 / (1 + exp(-Double(x)))) <= 2e-7, "σ \(x)")
    }
  }

  /// Operations by their definitions on a, b and what c held.
  typealias Definition = @Sendable (Double, Double, Double) -> Double
  static let operations: [(Elementwise, Definition)] = [
    (.relu, { a, _, _ in max(a, 0) }),
    (.tanhSlope, { a, b, _ in b * (1 - a * a) }),
    (.sigmoidSlope, { a, b, _ in b * a * (1 - a) }),
    (.reluSlope, { a, b, _ in a > 0 ? b : 0 }),
    (.plus, { a, b, _ in a + b }),
    (.minus, { a, b, _ in a - b }),
    (.times, { a, b, _ in a * b }),
    (.divided, { a, b, _ in a / b }),
    (.plusTimes, { a, b, c in c + a * b }),
    (.minusTimes, { a, b, c in c - a * b }),
  ]

  @Test(
    "operations on elements are what they say, on columns of a matrix, a repeated row and in place",
    arguments: sizes)
  func elements(_ width: Int) {
    let rows = 3
    for (operation, definition) in Self.operations {
      for path in KernelPath.supported {
        var plan = ArenaPlan()
        let a = plan.reserve(rows: rows, columns: 2 * width)
        let b = plan.reserve(rows: 1, columns: width)
        var arena = Arena(plan)
        let values = randoms(rows * 2 * width, seed: 3, scale: 2)
        let row = randoms(width, seed: 4, scale: 2)
        arena.write(values, to: a)
        arena.write(row, to: b)
        let target = a.part(1, of: 2)
        path.use {
          arena.apply(
            operation, a.part(0, of: 2), b.repeated(0..<width, rows: rows), to: target)
        }
        let result = arena.read(a)
        for i in 0..<rows {
          for j in 0..<width {
            let at = i * 2 * width + j
            let expected = definition(
              Double(values[at]), Double(row[j]), Double(values[at + width]))
            #expect(result[at] == values[at])
            #expect(
              abs(Double(result[at + width]) - expected) <= 2e-6 * (1 + abs(expected)),
              "\(operation), \(path)")
          }
        }
        path.use { arena.apply(operation, target, target, to: target) }
        let again = arena.read(a)[width]
        let x = Double(result[width])
        let expected = definition(x, x, x)
        #expect(
          abs(Double(again) - expected) <= 2e-6 * (1 + abs(expected)) || x == 0, "\(operation)")
      }
    }
  }

  @Test("not a number stays not a number")
  func notANumber() {
    var plan = ArenaPlan()
    let (input, output) = (plan.reserve(rows: 1, columns: 3), plan.reserve(rows: 1, columns: 3))
    var arena = Arena(plan)
    arena.write([.nan, 0, .nan], to: input)
    arena.apply(.tanh, input.view(), to: output.view())
    #expect(arena.read(output).map(\.isNaN) == [true, false, true])
  }

  @Test(
    "softmax with cross-entropy equals its definition, smoothed or not, and survives huge logits",
    arguments: sizes)
  func softmax(_ width: Int) {
    let rows = 5
    for (scale, smoothing): (Float, Double) in [(1, 0), (1, 0.25), (1000, 0)] {
      let logits = randoms(rows * width, seed: 6, scale: scale)
      let targets = (0..<rows).map { Int32($0 * 7 % width) }
      var plan = ArenaPlan()
      let block = plan.reserve(rows: rows, columns: width)
      var arena = Arena(plan)
      arena.write(logits, to: block)
      var logProbabilities = [Double](repeating: 0, count: rows)
      arena.logProbabilities(logits: block, targets: targets, into: &logProbabilities, from: 0)
      let nats = arena.softmaxCrossEntropy(
        logits: block, targets: targets, from: 0, smoothing: Float(smoothing), scale: 0.5)
      let gradient = arena.read(block)

      var expected = 0.0
      for r in 0..<rows {
        let row = logits[r * width..<(r + 1) * width].map(Double.init)
        let top = row.max() ?? 0
        let sum = row.reduce(0) { $0 + exp($1 - top) }
        let target = Int(targets[r])
        let logProbability = row[target] - top - log(sum)
        expected -= logProbability
        #expect(abs(logProbabilities[r] - logProbability) <= 1e-6 * (1 + abs(logProbability)))
        for j in 0..<width {
          let p = exp(row[j] - top) / sum
          let q = (j == target ? 1 - smoothing : 0) + smoothing / Double(width)
          let error = Double(gradient[r * width + j]) - 0.5 * (p - q)
          if abs(error) > 1e-6 { Issue.record("row \(r), column \(j): \(error)") }
        }
      }
      #expect(abs(nats - expected) <= 1e-6 * (1 + abs(expected)))
    }
  }

  @Test(
    "terms of a softmax sum to NaN beside NaN or +∞, and to 0 where all are −∞", arguments: sizes)
  func terms(_ width: Int) {
    let logits = randoms(width, seed: 9, scale: 3)
    for path in KernelPath.supported {
      func sum(_ change: (inout [Float]) -> Void, temperature: Double = 1) -> Double {
        var (changed, terms) = (logits, logits)
        change(&changed)
        return path.use { Softmax.terms(changed, temperature: temperature, into: &terms) }
      }
      let top = Double(logits.max() ?? 0)
      let expected = logits.reduce(0) { $0 + exp(Double($1) - top) }
      #expect(abs(sum { _ in } - expected) <= 1e-5 * expected, "\(path)")
      for place in Set([0, width / 2, width - 1]) {
        for value in [Float.nan, .infinity] {
          #expect(sum { $0[place] = value }.isNaN, "\(path), \(place)")
        }
        #expect(sum { $0[place] = -.infinity }.isFinite, "\(path)")
      }
      #expect(sum { $0 = $0.map { _ in -.infinity } } == 0, "\(path)")
      #expect(sum { $0 = $0.map { _ in .nan } }.isNaN, "\(path)")
      #expect(sum({ _ in }, temperature: 1e-30) >= 1, "\(path)")
    }
  }

  @Test("dropout drops its share, keeps the mean, and repeats by key")
  func dropout() {
    let count = 100_000
    var plan = ArenaPlan()
    let (x, y) = (plan.reserve(rows: 1, columns: count), plan.reserve(rows: 1, columns: count))
    var arena = Arena(plan)
    arena.fill(x, with: 1)
    arena.dropout(x, to: y, probability: 0.3, key: 11, accumulates: false)
    let first = arena.read(y)
    let dropped = Double(first.count { $0 == 0 }) / Double(count)
    #expect(abs(dropped - 0.3) < 0.01)
    #expect(first.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
    arena.dropout(x, to: y, probability: 0.3, key: 11, accumulates: true)
    #expect(arena.read(y) == first.map { 2 * $0 })
    arena.dropout(x, to: y, probability: 0.3, key: 12, accumulates: false)
    #expect(arena.read(y) != first)
  }

  @Test("orthogonal blocks are orthogonal", arguments: [1, 2, 17, 64])
  func orthogonal(_ n: Int) {
    var layout = ParameterLayout()
    let slot = layout.append(
      "w", shape: [4 * n, n], role: .recurrentMatrix, initialization: .orthogonal)
    var random = RandomSource(seed: 9)
    let w = layout.initialize(from: &random)[slot].map(Double.init)
    for block in 0..<4 {
      for r in 0..<n {
        for s in 0..<n {
          let overlap = (0..<n).reduce(0) {
            $0 + w[(block * n + r) * n + $1] * w[(block * n + s) * n + $1]
          }
          if abs(overlap - (r == s ? 1 : 0)) > 1e-5 { Issue.record("rows \(r), \(s): \(overlap)") }
        }
      }
    }
  }
}
