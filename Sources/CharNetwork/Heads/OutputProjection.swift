internal import CharNumerics

/// The projection to the outputs with softmax and cross-entropy, some rows at a time so that the
/// logits of a large vocabulary never stand in memory at once.
struct OutputProjection {
  private let bias: Slot
  private let rows: Int
  private let smoothing: Float
  /// `[rows of a part, outputs]`.
  let logits: Block
  private let biasRow: Block
  private let forward: WeightProduct
  private let backward: Backward?

  private struct Backward {
    let product: WeightProduct
    let firstGradient: GradientProduct
    let laterGradient: GradientProduct?
  }

  /// Logits that stand in memory at once, in floats.
  private static let logitsLimit = 1 << 20

  /// For W `[outputs, W]` and b `[outputs]`.
  init(
    weight: Slot, bias: Slot, steps: Int, lanes: Int, trains: Bool, smoothing: Double,
    weights: PackedWeights, plan: inout ArenaPlan
  ) {
    self.bias = bias
    rows = steps * lanes
    self.smoothing = Float(smoothing)
    // Equal parts of whole steps.
    let parts =
      (1...max(1, steps)).first {
        steps % $0 == 0 && steps / $0 * lanes * weight.rows <= OutputProjection.logitsLimit
      } ?? steps
    let chunk = rows / parts
    logits = plan.reserve(rows: chunk, columns: weight.rows)
    biasRow = plan.reserve(rows: 1, columns: weight.rows)
    forward = WeightProduct(
      weight, .forward, rows: chunk, hasBias: true, weights: weights, plan: &plan)
    backward =
      trains
      ? Backward(
        product: WeightProduct(
          weight, .backward, rows: chunk, weights: weights, plan: &plan),
        firstGradient: GradientProduct(weight, rows: chunk, weights: weights),
        laterGradient: parts > 1
          ? GradientProduct(weight, rows: chunk, accumulates: true, weights: weights) : nil)
      : nil
  }

  func prepare(_ parameters: Parameters, in arena: inout Arena) {
    forward.pack(parameters)
    backward?.product.pack(parameters)
    arena.write(parameters[bias], to: biasRow)
  }

  /// Fills `logits` with those of a part of the rows.
  func project(_ input: Block, from first: Int = 0, in arena: inout Arena) {
    forward.run(
      input.rows(from: first, count: logits.rows), into: logits, bias: biasRow, in: &arena)
  }

  /// The loss of all rows whose target is not −1, without weights and smoothing; the input's gradient
  /// of the weighted and smoothed loss, times `scale`, and that of the projection.
  func lossAndGradient(
    _ input: Block, _ targets: Targets, scale: Float, inputGradient: Block, in arena: inout Arena,
    gradient: inout Gradient
  ) -> LossSum {
    guard let backward else { preconditionFailure("the workspace does not train") }
    targets.check(rows: rows, outputs: logits.columns)
    let smoothing = targets.distributions.isEmpty ? smoothing : 0
    var sum = LossSum(nats: 0, count: targets.indices.count { $0 >= 0 })
    for first in stride(from: 0, to: rows, by: logits.rows) {
      let part = input.rows(from: first, count: logits.rows)
      project(input, from: first, in: &arena)
      sum.nats += arena.softmaxCrossEntropy(
        logits: logits, targets: targets.indices, from: first, smoothing: smoothing, scale: scale)
      if !targets.distributions.isEmpty {
        arena.soften(
          logits, targets: targets.indices, distributions: targets.distributions, from: first,
          scale: scale)
      }
      if !targets.weights.isEmpty { arena.weigh(logits, by: targets.weights, from: first) }
      let product = first == 0 ? backward.firstGradient : backward.laterGradient
      product?.run(logits, part, of: arena, into: &gradient)
      arena.columnSums(logits, to: bias, of: &gradient, accumulates: first > 0)
      backward.product.run(
        logits, into: inputGradient.rows(from: first, count: logits.rows), in: &arena)
    }
    return sum
  }

  /// ln p of each target in nats.
  func logProbabilities(_ input: Block, targets: [Int32], in arena: inout Arena) -> [Double] {
    var result = [Double](repeating: 0, count: rows)
    for first in stride(from: 0, to: rows, by: logits.rows) {
      project(input, from: first, in: &arena)
      arena.logProbabilities(logits: logits, targets: targets, into: &result, from: first)
    }
    return result
  }

  /// Calls `read` with each row's logits, target, and ln p of the target in nats; returns its values.
  func map<Value>(
    _ input: Block, targets: [Int32], in arena: inout Arena,
    _ read: (ArraySlice<Float>, Int32, Double) -> Value
  ) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(rows)
    var logProbabilities = [Double](repeating: 0, count: rows)
    for first in stride(from: 0, to: rows, by: logits.rows) {
      project(input, from: first, in: &arena)
      arena.logProbabilities(logits: logits, targets: targets, into: &logProbabilities, from: first)
      let all = arena.read(logits)
      for row in 0..<logits.rows {
        values.append(
          read(
            all[row * logits.columns..<(row + 1) * logits.columns], targets[first + row],
            logProbabilities[first + row]))
      }
    }
    return values
  }

  /// All logits, `[T·B, outputs]` in order.
  func logits(_ input: Block, in arena: inout Arena) -> [Float] {
    var result: [Float] = []
    for first in stride(from: 0, to: rows, by: logits.rows) {
      project(input, from: first, in: &arena)
      result += arena.read(logits)
    }
    return result
  }
}
