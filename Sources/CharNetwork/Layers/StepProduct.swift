internal import CharNumerics

/// A recurrent matrix at work, one step at a time, with its layer normalization if it has one.
package final class StepProduct: Sendable {
  private let forward: WeightProduct
  private let backward: WeightProduct?
  private let accumulates: Bool
  private let normalization: LayerNormalization?

  init(
    _ matrix: RecurrentMatrix, groups: Int, steps: Int, lanes: Int, trains: Bool,
    weights: PackedWeights, plan: inout ArenaPlan
  ) {
    accumulates = matrix.accumulates
    normalization = matrix.gain.map {
      LayerNormalization($0, rows: steps * lanes, groups: groups, plan: &plan)
    }
    forward = WeightProduct(
      matrix.slot, .forward, rows: lanes,
      accumulates: matrix.accumulates && matrix.gain == nil, weights: weights, plan: &plan)
    backward =
      trains
      ? WeightProduct(
        matrix.slot, .backward, rows: lanes, accumulates: matrix.backwardAccumulates,
        weights: weights, plan: &plan) : nil
  }

  func prepare(_ parameters: Parameters, in arena: inout Arena) {
    forward.pack(parameters)
    backward?.pack(parameters)
    normalization?.prepare(parameters, in: &arena)
  }

  /// output (+)= input · Wᵀ.
  @inline(__always)
  func run(_ input: Block, into output: Block, at frame: Frame, in arena: inout Arena) {
    guard let normalization else {
      forward.run(input, into: output, in: &arena)
      return
    }
    let rows = frame.step * frame.lanes..<(frame.step + 1) * frame.lanes
    forward.run(input, into: normalization.normal(rows), in: &arena)
    normalization.forward(rows, bias: nil, to: output, accumulates: accumulates, in: &arena)
  }

  /// inputGradient (+)= gradient · W.
  @inline(__always)
  func runBackward(
    _ gradient: Block, into inputGradient: Block, at frame: Frame, in arena: inout Arena
  ) {
    guard let backward else { preconditionFailure("the workspace does not train") }
    guard let normalization else {
      backward.run(gradient, into: inputGradient, in: &arena)
      return
    }
    let rows = frame.step * frame.lanes..<(frame.step + 1) * frame.lanes
    normalization.backward(rows, gradient, in: &arena)
    backward.run(normalization.normal(rows), into: inputGradient, in: &arena)
  }

  func clearGradients(in arena: inout Arena) { normalization?.clearGradient(in: &arena) }

  func writeGradients(of arena: Arena, to gradient: inout Gradient) {
    normalization?.writeGradient(of: arena, to: &gradient)
  }

  /// After backward, the gradient of the product's own output, where normalization follows it.
  var gradient: Block? { normalization?.normal }
}
