internal import CharNumerics

/// Layer normalization (Ba et al. 2016, https://arxiv.org/abs/1607.06450) of rows, gate by gate:
/// γ·(x − mean)/√(variance + 1e-5).
struct LayerNormalization {
  private let gain: Slot
  private let gainRow, gainGradient: Block
  /// `[rows, N]`: x, then x̂.
  let normal: Block
  /// `[rows, N]`: after backward the gradient of x; in the place of x̂ unless that is kept.
  let made: Block
  private let keepsNormal: Bool
  private let inverse: Block

  /// For a gain `[N]` and N / `groups` columns a group; `keepsNormal` if several windows go back over
  /// one x̂.
  init(
    _ gain: Slot, rows: Int, groups: Int, keepsNormal: Bool = false, plan: inout ArenaPlan
  ) {
    self.gain = gain
    gainRow = plan.reserve(rows: 1, columns: gain.count)
    gainGradient = plan.reserve(rows: 1, columns: gain.count)
    normal = plan.reserve(rows: rows, columns: gain.count)
    self.keepsNormal = keepsNormal
    made = keepsNormal ? plan.reserve(rows: rows, columns: gain.count) : normal
    inverse = plan.reserve(rows: rows, columns: groups)
  }

  func prepare(_ parameters: Parameters, in arena: inout Arena) {
    arena.copy(gain, of: parameters, to: gainRow)
  }

  /// Block that x is to be written to.
  func normal(_ rows: Range<Int>) -> Block { normal.rows(from: rows.lowerBound, count: rows.count) }

  /// Normalizes the x that stand in some rows.
  func forward(
    _ rows: Range<Int>, bias: Block?, to out: Block, accumulates: Bool, in arena: inout Arena
  ) {
    let x = normal(rows)
    arena.normalize(
      x, gain: gainRow, bias: bias, normal: x,
      inverse: inverse.rows(from: rows.lowerBound, count: rows.count), to: out,
      accumulates: accumulates)
  }

  /// The gradient of x from that of the result.
  func backward(_ rows: Range<Int>, _ gradient: Block, in arena: inout Arena) {
    let made = made.rows(from: rows.lowerBound, count: rows.count)
    if keepsNormal { arena.copy(normal(rows), to: made) }
    arena.normalizeBackward(
      gradient, gain: gainRow, normal: made,
      inverse: inverse.rows(from: rows.lowerBound, count: rows.count), gainGradient: gainGradient)
  }

  func clearGradient(in arena: inout Arena) { arena.fill(gainGradient) }

  func writeGradient(of arena: Arena, to gradient: inout Gradient) {
    arena.copy(gainGradient, to: gain, of: &gradient)
  }
}
