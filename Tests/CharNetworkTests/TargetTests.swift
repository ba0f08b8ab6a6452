import CharNetwork
import CharNumerics
import TestSupport
import Testing

/// The loss is linear in the weight of a target and in the distribution at a step, and so is its gradient.
@Suite("Weights and distributions of targets")
struct TargetTests {
  private static let (steps, lanes, vocabulary) = (3, 2, 5)

  /// The gradient of targets that are given row by row.
  private static func gradient(
    _ targets: [Int32], smoothing: Double = 0, weights: [Float] = [], distributions: [Float] = []
  ) throws -> (nats: Double, values: [Float]) {
    var configuration = NetworkConfiguration()
    (configuration.layers, configuration.hiddenSize, configuration.embeddingSize) = (1, 4, 3)
    configuration.labelSmoothing = smoothing
    let (network, parameters) = try makeNetwork(configuration, vocabulary: vocabulary)
    var batch = TokenBatch(
      steps: steps, lanes: lanes, inputs: [2, 3, 4, 0, 2, 2], targets: targets, boundary: 1)
    (batch.weights, batch.distributions) = (weights, distributions)
    let (nats, gradient) = network.lossAndGradient(parameters, batch, network.packedWeights())
    return (nats, gradient.values)
  }

  /// The sum of gradients of one target each, with factors.
  private static func sum(
    _ parts: [(factor: Float, row: Int, target: Int32)], smoothing: Double = 0
  )
    throws -> [Float]
  {
    var sum: [Float] = []
    for part in parts {
      var targets = [Int32](repeating: TokenBatch.noTarget, count: steps * lanes)
      targets[part.row] = part.target
      let values = try gradient(targets, smoothing: smoothing).values
      if sum.isEmpty { sum = values.map { _ in 0 } }
      for index in values.indices { sum[index] += part.factor * values[index] }
    }
    return sum
  }

  private static func expectEqual(_ found: [Float], _ expected: [Float]) {
    let norm = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let error = zip(found, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    #expect(norm > 0.1 && error < 1e-5 * norm, "\(error) of \(norm)")
  }

  @Test(
    "the gradient is weighted target by target, and the loss that is reported is not",
    arguments: [0, 0.2])
  func weights(_ smoothing: Double) throws {
    let targets: [Int32] = [3, 4, TokenBatch.noTarget, 2, 2, 0]
    let weights: [Float] = [1, 0, 5, 0.25, 2, -1]
    let (nats, found) = try Self.gradient(targets, smoothing: smoothing, weights: weights)
    let parts = targets.indices.filter { targets[$0] >= 0 }.map { (weights[$0], $0, targets[$0]) }
    Self.expectEqual(found, try Self.sum(parts, smoothing: smoothing))
    #expect(try nats == Self.gradient(targets, smoothing: smoothing).nats)
  }

  @Test(
    "a distribution is the sum of its outputs, each with its probability; labels are not smoothed",
    arguments: [false, true])
  func distributions(_ isWeighted: Bool) throws {
    var random = RandomSource(seed: 3)
    let targets: [Int32] = [3, 4, TokenBatch.noTarget, 2, 2, 0]
    let distributions = targets.indices.flatMap { _ -> [Float] in
      let parts = (0..<Self.vocabulary).map { _ in random.nextFloat() }
      return parts.map { $0 / parts.reduce(0, +) }
    }
    let weights: [Float] = isWeighted ? [1, 0.5, 3, 0.25, 2, 1] : []
    let (nats, found) = try Self.gradient(
      targets, smoothing: 0.2, weights: weights, distributions: distributions)
    let parts = targets.indices.filter { targets[$0] >= 0 }.flatMap { row in
      (0..<Self.vocabulary).map { output in
        (
          distributions[row * Self.vocabulary + output] * (isWeighted ? weights[row] : 1), row,
          Int32(output)
        )
      }
    }
    Self.expectEqual(found, try Self.sum(parts))
    #expect(try nats == Self.gradient(targets).nats)
  }

  @Test("a span's label has the weight of its span")
  func spans() throws {
    let network = try CharacterNetwork(
      NetworkConfiguration(), vocabularySize: 7, head: .textLabels(4, .mean))
    var random = RandomSource(seed: 1)
    let parameters = network.layout.initialize(from: &random)
    let batch = makeSequences(labelsSequences: true)
    func gradient(_ weights: [Float]) -> [Float] {
      var weighted = batch
      weighted.weights = weights
      return network.lossAndGradient(parameters, weighted, network.packedWeights()).gradient.values
    }
    let ones = [Float](repeating: 1, count: batch.spans.count)
    #expect(gradient(ones) == gradient([]))
    let apart = batch.spans.indices.map { index in
      gradient(batch.spans.indices.map { $0 == index ? 2 : 0 })
    }
    let sum = gradient([]).indices.map { i in apart.reduce(0) { $0 + $1[i] } / 2 }
    Self.expectEqual(sum, gradient([]))
  }
}
