internal import CharNumerics

/// A cell with its memory of a window: one of the steps within a step.
final class Transition: Sendable {
  let cell: any Cell
  /// `[T·B, G·H]`: the projected input; after backward its gradient.
  let projection: Block
  /// `[1, G·H]`.
  let projectionBias: Block
  private let traces: Traces
  private let constants, scratch, sums: Block
  private let products: StepProducts
  private let weightGradients: [GradientProduct]

  init(
    _ cell: any Cell, steps: Int, lanes: Int, trains: Bool, weights: PackedWeights,
    plan: inout ArenaPlan
  ) {
    self.cell = cell
    let rows = steps * lanes
    projection = plan.reserve(rows: rows, columns: cell.projectionSize)
    projectionBias = plan.reserve(rows: 1, columns: cell.projectionSize)
    traces = Traces(block: plan.reserve(rows: rows, columns: cell.traceSize))
    constants = plan.reserve(rows: 1, columns: cell.constantSize)
    scratch = plan.reserve(rows: lanes, columns: cell.scratchSize)
    sums = plan.reserve(rows: 1, columns: cell.sumSize)
    products = StepProducts(
      all: cell.matrices.map {
        StepProduct(
          $0, groups: $0.slot.rows / cell.hiddenSize, steps: steps, lanes: lanes, trains: trains,
          weights: weights, plan: &plan)
      })
    weightGradients =
      trains
      ? cell.matrices.map { GradientProduct($0.slot, rows: rows, weights: weights) } : []
  }

  func prepare(_ parameters: Parameters, in arena: inout Arena) {
    cell.prepare(
      parameters, projectionBias: projectionBias, constants: constants, in: &arena)
    for product in products.all { product.prepare(parameters, in: &arena) }
  }

  /// The projection of no input.
  func projectNothing(in arena: inout Arena) {
    arena.copy(
      projectionBias.repeated(0..<projectionBias.columns, rows: projection.rows),
      to: projection.view())
  }

  @inline(__always)
  private func frame(_ step: Int, _ previous: Planes, _ next: Planes, recurrent: Block) -> Frame {
    let lanes = next[0].rows
    return Frame(
      step: step, projection: projection.rows(from: step * lanes, count: lanes), traces: traces,
      constants: constants, scratch: scratch, sums: sums, previous: previous, next: next,
      recurrent: recurrent)
  }

  @inline(__always)
  func forward(
    _ step: Int, from previous: Planes, to next: Planes, recurrent: Block, in arena: inout Arena
  ) {
    cell.step(frame(step, previous, next, recurrent: recurrent), products, in: &arena)
  }

  @inline(__always)
  func backward(
    _ step: Int, from previous: Planes, to next: Planes, above: Block, carried: Planes,
    in arena: inout Arena
  ) {
    cell.stepBackward(
      frame(step, previous, next, recurrent: previous[0]), above: above, carried: carried,
      products, in: &arena)
  }

  func clearGradients(in arena: inout Arena) {
    arena.fill(sums)
    for product in products.all { product.clearGradients(in: &arena) }
  }

  /// The gradients of the matrices, after all steps; `previous` `[T·B, H]` is the output before each.
  func weightGradients(previous: Block, of arena: Arena, into gradient: inout Gradient) {
    for ((matrix, product), weightGradient) in zip(
      zip(cell.matrices, products.all), weightGradients)
    {
      let made = product.gradient ?? block(matrix.gradient, previous: previous)
      weightGradient.run(
        made, block(matrix.input, previous: previous), of: arena, into: &gradient)
      product.writeGradients(of: arena, to: &gradient)
    }
  }

  /// The gradients of the vectors, after all steps; `projectionGradient` are rows that add up to the
  /// projection's.
  func vectorGradients(
    _ projectionGradient: Block, in arena: inout Arena, into gradient: inout Gradient
  ) {
    var done: VectorGradient?
    for vector in cell.vectors {
      if let done, done.operand == vector.operand, done.slot.count == vector.slot.count {
        gradient.copy(done.slot, to: vector.slot)
        continue
      }
      let rows =
        vector.operand == .projection
        ? projectionGradient : block(vector.operand, previous: projection)
      arena.columnSums(rows, to: vector.slot, of: &gradient)
      done = vector
    }
  }

  private func block(_ operand: Operand, previous: Block) -> Block {
    switch operand {
    case .projection: projection
    case .previous: previous
    case .trace(let section): traces[section]
    case .sums(let section): sums.columns(section.range)
    }
  }
}
