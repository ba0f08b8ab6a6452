import CharNumerics
import Foundation
import Testing

/// Matrix products of every kind, precision, backend and path against loops in Double.
@Suite("Products")
struct ProductTests {
  /// [rows, n, k]: rows of the input, W `[n, k]`.
  static let shapes = [
    [1, 1, 1], [1, 3, 17], [1, 17, 3], [1, 255, 65], [1, 256, 256], [2, 128, 64], [3, 130, 33],
    [5, 64, 129], [6, 65, 255], [7, 97, 300], [13, 31, 17], [17, 255, 3], [17, 98, 256],
    [255, 17, 17], [255, 3, 255], [257, 66, 130],
    // Deeper than the blocks of any path, in all three directions, and by an odd number.
    [7, 70, 1100], [2, 9, 2101], [3, 1100, 40], [1100, 19, 33], [1101, 3, 5],
  ]

  private func randoms(_ count: Int, seed: UInt64) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in 2 * random.nextFloat() - 1 }
  }

  /// Rounded to bfloat16: to the nearest, ties to even.
  private func rounded(_ x: Float) -> Float {
    let bits = x.bitPattern
    return Float(bitPattern: (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF_0000)
  }

  /// Each row to whole numbers up to 127 with a scale of its own.
  private func eightBits(_ values: [Float], columns: Int) -> [Float] {
    stride(from: 0, to: values.count, by: columns).flatMap { first in
      let row = values[first..<first + columns]
      let top = row.map(abs).max() ?? 0
      return row.map { top > 0 ? ($0 * (127 / top)).rounded(.toNearestOrEven) * (top / 127) : 0 }
    }
  }

  private func operand(_ values: [Float], columns: Int, _ precision: Precision) -> [Double] {
    switch precision {
    case .auto, .float32: values.map(Double.init)
    case .bfloat16: values.map { Double(rounded($0)) }
    case .int8: eightBits(values, columns: columns).map(Double.init)
    }
  }

  private func expect(
    _ values: [Float], _ name: String, terms: Int, _ expected: (Int) -> Double
  ) {
    // Float's rounding of each of the terms, all of them below 1.
    let tolerance = 1e-6 + 1.5e-7 * Double(terms)
    for (i, value) in values.enumerated() where abs(Double(value) - expected(i)) > tolerance {
      Issue.record("\(name)[\(i)]: \(value), not \(expected(i))")
      return
    }
  }

  private func check(
    _ shape: [Int], _ precision: Precision, _ backend: ProductBackend, _ path: String
  ) {
    let (rows, n, k) = (shape[0], shape[1], shape[2])
    let name = "\(shape) \(precision) \(backend) \(path)"
    let trains = precision != .int8
    var layout = ParameterLayout()
    let slot = layout.append("w", shape: [n, k], role: .matrix, initialization: .uniform(1))
    let bias = layout.append("b", shape: [n], role: .vector, initialization: .uniform(1))
    var random = RandomSource(seed: 3)
    let parameters = layout.initialize(from: &random)
    let x = randoms(rows * k, seed: 4), g = randoms(rows * n, seed: 5)
    let w = operand(Array(parameters[slot]), columns: k, precision)
    let xr = operand(x, columns: k, precision), gr = operand(g, columns: n, precision)
    let b = parameters[bias].map(Double.init)

    let weights = PackedWeights([slot], precision: precision, trains: trains, backend: backend)
    var plan = ArenaPlan()
    let xs = plan.reserve(rows: rows, columns: k), gs = plan.reserve(rows: rows, columns: n)
    let ys = plan.reserve(rows: rows, columns: n), ds = plan.reserve(rows: rows, columns: k)
    let bs = plan.reserve(rows: 1, columns: n)
    let product = WeightProduct(
      slot, .forward, rows: rows, hasBias: true, weights: weights, plan: &plan)
    let adding = WeightProduct(
      slot, .forward, rows: rows, accumulates: true, weights: weights, plan: &plan)
    let backward =
      trains ? WeightProduct(slot, .backward, rows: rows, weights: weights, plan: &plan) : nil
    var arena = Arena(plan)
    arena.write(x, to: xs)
    arena.write(g, to: gs)
    arena.copy(bias, of: parameters, to: bs)
    weights.pack(parameters)

    let forward = (0..<rows * n).map { i in
      (0..<k).reduce(0.0) { $0 + xr[i / n * k + $1] * w[i % n * k + $1] }
    }
    product.pack(parameters)
    product.run(xs, into: ys, bias: bs, in: &arena)
    expect(arena.read(ys), "x·Wᵀ + b, \(name)", terms: k) { forward[$0] + b[$0 % n] }
    adding.pack(parameters)
    arena.write(g, to: ys)
    adding.run(xs, into: ys, in: &arena)
    expect(arena.read(ys), "x·Wᵀ + y, \(name)", terms: k) { forward[$0] + Double(g[$0]) }

    guard let backward else { return }
    backward.pack(parameters)
    backward.run(gs, into: ds, in: &arena)
    expect(arena.read(ds), "g·W, \(name)", terms: n) { i in
      (0..<n).reduce(0) { $0 + gr[i / k * n + $1] * w[$1 * k + i % k] }
    }
    var gradient = Gradient(layout: layout)
    GradientProduct(slot, rows: rows, weights: weights).run(gs, xs, of: arena, into: &gradient)
    GradientProduct(slot, rows: rows, accumulates: true, weights: weights)
      .run(gs, xs, of: arena, into: &gradient)
    expect(Array(gradient[slot]), "2·gᵀ·x, \(name)", terms: 2 * rows) { i in
      (0..<rows).reduce(0) { $0 + 2 * gr[$1 * n + i / k] * xr[$1 * k + i % k] }
    }
  }

  @Test("of our own equal loops in Double on every path", arguments: shapes)
  func own(_ shape: [Int]) {
    for path in KernelPath.supported {
      path.use {
        for precision in [Precision.float32, .bfloat16, .int8] {
          withSerialKernels { check(shape, precision, .own, path.description) }
        }
      }
    }
  }

  @Test(
    "of oneDNN equal loops in Double, in every precision that it multiplies in here",
    .enabled(if: ProductBackend.available(.float32).contains(.oneDNN)), arguments: shapes)
  func oneDNN(_ shape: [Int]) {
    for precision in [Precision.float32, .bfloat16]
    where ProductBackend.available(precision).contains(.oneDNN) {
      withSerialKernels { check(shape, precision, .oneDNN, "oneDNN") }
    }
  }

  @Test(
    "of eight bits take rows and columns next to zero for zeros, not for numbers without end")
  func tiny() {
    let (n, k) = (37, 19)
    var layout = ParameterLayout()
    let slot = layout.append("w", shape: [n, k], role: .matrix, initialization: .uniform(1))
    var random = RandomSource(seed: 3)
    var parameters = layout.initialize(from: &random)
    // The first rows of W, and then of x: zero, the smallest, and one whose inverse overflows.
    let tiny: [Float] = [0, .leastNonzeroMagnitude, 1e-38, 3e-37]
    for (row, value) in tiny.enumerated() {
      for column in 0..<k { parameters.values[row * k + column] = value }
    }
    let x = (0..<tiny.count + 2).flatMap { row in
      row < tiny.count ? Array(repeating: tiny[row], count: k) : randoms(k, seed: UInt64(row))
    }
    for path in KernelPath.supported {
      let y = path.use {
        let weights = PackedWeights([slot], precision: .int8, trains: false)
        weights.pack(parameters)
        var plan = ArenaPlan()
        let rows = tiny.count + 2
        let (xs, ys) = (plan.reserve(rows: rows, columns: k), plan.reserve(rows: rows, columns: n))
        let product = WeightProduct(slot, .forward, rows: rows, weights: weights, plan: &plan)
        var arena = Arena(plan)
        arena.write(x, to: xs)
        product.run(xs, into: ys, in: &arena)
        return arena.read(ys)
      }
      for (index, value) in y.enumerated() {
        let isTiny = index / n < tiny.count || index % n < tiny.count
        #expect(value.isFinite && (!isTiny || abs(value) < 1e-30), "\(path) \(index): \(value)")
      }
      #expect(y.suffix(n - tiny.count).contains { abs($0) > 0.1 })
    }
  }

  @Test(
    "a row's result is the same to the last bit, however many others there are",
    arguments: [300, 1100])
  func rowsAlone(_ k: Int) {
    let n = 131
    var layout = ParameterLayout()
    let slot = layout.append("w", shape: [n, k], role: .matrix, initialization: .uniform(1))
    var random = RandomSource(seed: 3)
    let parameters = layout.initialize(from: &random)
    for path in KernelPath.supported {
      for precision in [Precision.float32, .bfloat16, .int8] {
        let results = path.use {
          [1, 2, 3, 5, 6, 7, 20].map { rows in
            let weights = PackedWeights([slot], precision: precision, trains: false)
            weights.pack(parameters)
            var plan = ArenaPlan()
            let (xs, ys) = (
              plan.reserve(rows: rows, columns: k), plan.reserve(rows: rows, columns: n)
            )
            let product = WeightProduct(slot, .forward, rows: rows, weights: weights, plan: &plan)
            var arena = Arena(plan)
            arena.write(randoms(rows * k, seed: 9), to: xs)
            product.run(xs, into: ys, in: &arena)
            return arena.read(ys)
          }
        }
        for result in results {
          #expect(Array(result.prefix(n)) == results[0], "\(path) \(precision) \(result.count / n)")
        }
      }
    }
  }
}
