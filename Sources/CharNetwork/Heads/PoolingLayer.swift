internal import CharNumerics

/// Summarizes the outputs of a stack over the steps of every span.
struct PoolingLayer {
  private let pooling: Pooling
  /// Columns of the stack's output that belong to layers that run backward.
  private let isBidirectional: Bool
  /// `[spans, W]`; rows without a span hold what they held before.
  let output: Block
  /// The gradient of `output`.
  let gradient: Block?

  init(
    _ pooling: Pooling, _ stack: RecurrentStack, lanes: Int, trains: Bool, plan: inout ArenaPlan
  ) {
    self.pooling = pooling
    isBidirectional = stack.configuration.isBidirectional
    let rows = lanes * TokenBatch.spansPerLane
    output = plan.reserve(rows: rows, columns: stack.outputWidth)
    gradient = trains ? plan.reserve(rows: rows, columns: stack.outputWidth) : nil
  }

  /// The targets of spans, in the order of the output's rows.
  func targets(_ batch: TokenBatch) -> Targets {
    let spare = output.rows - batch.spans.count
    precondition(batch.distributions.isEmpty, "distributions are targets of steps, not of spans")
    precondition(
      batch.weights.isEmpty || batch.weights.count == batch.spans.count,
      "\(batch.weights.count) weights of \(batch.spans.count) spans")
    return Targets(
      indices: batch.spans.map(\.target) + [Int32](repeating: TokenBatch.noTarget, count: spare),
      weights: batch.weights.isEmpty ? [] : batch.weights + [Float](repeating: 0, count: spare))
  }

  /// `top` is `[T·B, W]`.
  func forward(_ top: Block, _ batch: TokenBatch, in arena: inout Arena) {
    precondition(
      batch.spans.count <= output.rows,
      "\(batch.spans.count) spans where there is room for \(output.rows)")
    for (index, span) in batch.spans.enumerated() {
      let out = output.rows(from: index, count: 1)
      guard pooling != .last else {
        for part in lastParts(of: span, top, batch.lanes) {
          arena.copy(part.row, to: out.columns(part.columns))
        }
        continue
      }
      arena.pool(
        top, from: span.steps.lowerBound * batch.lanes + span.lane, every: batch.lanes,
        count: span.steps.count, to: out, takesLargest: pooling == .max)
    }
  }

  /// Replaces the gradient of `top`, given that of `output`.
  func backward(
    _ top: Block, _ batch: TokenBatch, topGradient: Block, in arena: inout Arena
  ) {
    guard let gradient else { preconditionFailure("the workspace does not train") }
    arena.fill(topGradient)
    for (index, span) in batch.spans.enumerated() {
      let above = gradient.rows(from: index, count: 1)
      guard pooling != .last else {
        for part in lastParts(of: span, topGradient, batch.lanes) {
          arena.copy(above.columns(part.columns), to: part.row)
        }
        continue
      }
      arena.poolBackward(
        top, from: span.steps.lowerBound * batch.lanes + span.lane, every: batch.lanes,
        count: span.steps.count, out: output.rows(from: index, count: 1), gradient: above,
        to: topGradient, takesLargest: pooling == .max)
    }
  }

  /// The last outputs of a span: of layers that run backward, those of its first step.
  private func lastParts(
    of span: TokenBatch.Span, _ top: Block, _ lanes: Int
  ) -> [(columns: Range<Int>, row: Block)] {
    func row(_ step: Int) -> Block { top.rows(from: step * lanes + span.lane, count: 1) }
    let last = row(span.steps.upperBound - 1)
    guard isBidirectional else { return [(0..<top.columns, last)] }
    let half = top.columns / 2
    return [
      (0..<half, last.columns(0..<half)),
      (half..<top.columns, row(span.steps.lowerBound).columns(half..<top.columns)),
    ]
  }
}
