import CharLM
import CharNetwork
import CharNumerics
import CharTraining
import Foundation
import TestSupport
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
    var values = start
    withSerialKernels { Orthogonalizer(rows: rows, columns: columns).orthogonalize(&values) }
    for (value, expected) in zip(values, orthogonal(start.map(Double.init), rows, columns)) {
      #expect(abs(Double(value) - expected) < 1e-3)
    }
  }

  /// What two polynomials make of a matrix.
  private func orthogonal(_ start: [Double], _ rows: Int, _ columns: Int) -> [Double] {
    var x = start
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
    return x
  }

  @Test("are, with momentum, decay and clipping, what their definition says, gate by gate")
  func update() throws {
    var configuration = NetworkConfiguration()
    (configuration.layers, configuration.hiddenSize, configuration.embeddingSize) = (1, 6, 4)
    let network = try CharacterNetwork(configuration, vocabularySize: 7)
    var random = RandomSource(seed: 3)
    var parameters = network.layout.initialize(from: &random)
    var optimizer = OptimizerConfiguration()
    (optimizer.momentum, optimizer.weightDecay) = (0.8, 0.3)
    var muon = optimizer.makeOptimizer(for: network)
    let matrices = try ["rnn.weight_ih_l0", "rnn.weight_hh_l0"].map {
      try #require(network.layout[$0])
    }
    var weights = matrices.map { parameters[$0].map(Double.init) }
    var momenta = matrices.map { [Double](repeating: 0, count: $0.count) }
    let windows = makeWindows(count: 3, steps: 5, lanes: 2, vocabulary: 7)
    let (rate, norm, clip) = (0.05, 4.0, 0.2)
    for (index, batch) in windows.enumerated() {
      let gradient = network.lossAndGradient(parameters, batch, network.packedWeights()).gradient
      muon.update(
        &parameters, gradient, step: index + 1, rate: rate,
        clipping: Clipping(norm: norm, limit: 1, value: clip), team: Team(threads: 2))
      for (matrix, slot) in matrices.enumerated() {
        let columns = slot.columns
        for gate in 0..<4 {
          let range = gate * 6 * columns..<(gate + 1) * 6 * columns
          var ahead: [Double] = []
          for i in range {
            let g = min(max(Double(gradient[slot][slot.offset + i]) / norm, -clip), clip)
            momenta[matrix][i] = 0.8 * momenta[matrix][i] + 0.2 * g
            ahead.append(0.8 * momenta[matrix][i] + 0.2 * g)
          }
          let direction = orthogonal(ahead, 6, columns)
          let size = Double(max(6, columns)).squareRoot()
          for (i, step) in zip(range, direction) {
            weights[matrix][i] *= 1 - rate * 0.3
            weights[matrix][i] -= rate * 0.2 * size * step
          }
        }
        for (found, expected) in zip(parameters[slot], weights[matrix]) {
          #expect(abs(Double(found) - expected) < 1e-3 * rate)
        }
      }
    }
  }

  @Test(
    "bring every singular value from an eighth of the largest on between 0.78 and 1.22",
    arguments: [(24, 60), (60, 24), (16, 16), (1, 9), (48, 40)], [1.0, 1.5, 4, 8])
  func orthonormal(_ shape: (rows: Int, columns: Int), _ spread: Double) {
    let (rows, columns) = shape
    let rank = min(rows, columns)
    let condition = rank > 1 ? spread : 1
    // Orthonormal columns from the rotations of random matrices, and singular values spread evenly from
    // 1 down to 1 / condition.
    let left = rotated(matrix(rows, rank, seed: 3).map(Double.init), rows, rank).columns
    let right = rotated(matrix(columns, rank, seed: 4).map(Double.init), columns, rank).columns
    var values = [Float](repeating: 0, count: rows * columns)
    for k in 0..<rank {
      let place = rank > 1 ? Double(k) / Double(rank - 1) : 0
      let size = 1 - place * (1 - 1 / condition)
      for i in 0..<rows {
        for j in 0..<columns { values[i * columns + j] += Float(size * left[k][i] * right[k][j]) }
      }
    }
    let before = rotated(values.map(Double.init), rows, columns).lengths.sorted().suffix(rank)
    #expect(abs((before.last ?? 0) - 1) < 1e-5 && abs((before.first ?? 0) * condition - 1) < 1e-4)
    withSerialKernels { Orthogonalizer(rows: rows, columns: columns).orthogonalize(&values) }
    let after = rotated(values.map(Double.init), rows, columns).lengths.sorted().suffix(rank)
    #expect(after.allSatisfy { (0.78...1.22).contains($0) }, "\(after)")
  }

  /// One-sided Jacobi rotations (Hestenes 1958): turns the columns of a matrix until they are orthogonal.
  /// Their lengths are the singular values; `columns` are of length 1.
  private func rotated(
    _ matrix: [Double], _ rows: Int, _ width: Int
  ) -> (lengths: [Double], columns: [[Double]]) {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var columns = (0..<width).map { j in (0..<rows).map { matrix[$0 * width + j] } }
    for _ in 0..<30 {
      var isDone = true
      for p in 0..<width {
        for q in p + 1..<width {
          let (a, b, c) = (
            dot(columns[p], columns[p]), dot(columns[q], columns[q]), dot(columns[p], columns[q])
          )
          guard abs(c) > 1e-13 * (a * b).squareRoot(), abs(c) > 1e-300 else { continue }
          isDone = false
          let zeta = (b - a) / (2 * c)
          let t = (zeta < 0 ? -1 : 1) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
          let cosine = 1 / (1 + t * t).squareRoot()
          let sine = cosine * t
          for i in 0..<rows {
            let (x, y) = (columns[p][i], columns[q][i])
            columns[p][i] = cosine * x - sine * y
            columns[q][i] = sine * x + cosine * y
          }
        }
      }
      if isDone { break }
    }
    let lengths = columns.map { dot($0, $0).squareRoot() }
    return (lengths, zip(columns, lengths).map { column, length in column.map { $0 / length } })
  }

  @Test(
    "leave zeros as they are, and what is next to zero has no direction", arguments: [0, 1e-30])
  func zero(_ value: Float) {
    var values = [Float](repeating: value, count: 12)
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

  @Test("leave embedding and output to AdamW, at less of the rate where tokens are many")
  func share() throws {
    // The last has as many tokens as a bias of the LSTM has elements.
    for (vocabulary, hidden, share) in [
      (7, 4, 1.0), (160, 4, 1), (320, 4, 0.5), (1600, 4, 0.1), (320, 80, 0.5),
    ] {
      var configuration = NetworkConfiguration()
      (configuration.hiddenSize, configuration.embeddingSize) = (hidden, 4)
      let network = try CharacterNetwork(configuration, vocabularySize: vocabulary)
      var optimizer = OptimizerConfiguration()
      optimizer.weightDecay = 0
      var muon = optimizer.makeOptimizer(for: network)
      var parameters = Parameters(layout: network.layout)
      var random = RandomSource(seed: 1)
      let batch = makeWindows(count: 1, steps: 5, lanes: 2, vocabulary: 7)[0]
      let gradient = network.lossAndGradient(
        network.layout.initialize(from: &random), batch, network.packedWeights()
      ).gradient
      muon.update(
        &parameters, gradient, step: 1, rate: 0.01,
        clipping: Clipping(norm: 1, limit: nil, value: nil), team: Team(threads: 1))
      // The first update of AdamW is the rate in the direction of the gradient's sign.
      for (name, share) in [
        ("embedding.weight", share), ("output.weight", share), ("output.bias", share),
        ("rnn.bias_ih_l0", 1),
      ] {
        let slot = try #require(network.layout[name])
        let pairs = zip(parameters[slot], gradient[slot]).filter { abs($0.1) > 1e-4 }
        #expect(!pairs.isEmpty, "\(name)")
        for (value, _) in pairs {
          #expect(abs(abs(Double(value)) - 0.01 * share) < 2e-5, "\(name)")
        }
      }
      let matrix = try #require(network.layout["rnn.weight_hh_l0"])
      #expect(parameters[matrix].contains { $0 != 0 })
    }
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
