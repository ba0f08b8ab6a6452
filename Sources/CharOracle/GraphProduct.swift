import CharAutodiff

/// W·x and what may follow it: LN(W·x)∗γ + b. Rows are lanes: x is `[B, n]`, the result `[B, m]`.
///
/// Layer normalization works gate by gate: (u − mean)/√(variance + 10⁻⁵) over the H units of a gate
/// (Ba et al. 2016, https://arxiv.org/abs/1607.06450).
struct GraphProduct {
  /// Wᵀ, `[n, m]`.
  let weight: Variable
  /// γ, `[1, m]`, if the product is normalized.
  let gain: Variable?
  /// `[1, m]`.
  let bias: Variable?
  /// H.
  let gateSize: Int

  func callAsFunction(_ x: Variable) -> Variable {
    var y = x.product(weight)
    if let gain { y = normalized(y) * gain }
    if let bias { y = y + bias }
    return y
  }

  /// The product of some gates alone.
  func gates(_ range: Range<Int>) -> GraphProduct {
    let columns = range.lowerBound * gateSize..<range.upperBound * gateSize
    return GraphProduct(
      weight: weight.columns(columns), gain: gain?.columns(columns), bias: bias?.columns(columns),
      gateSize: gateSize)
  }

  private func normalized(_ u: Variable) -> Variable {
    .beside(
      (0..<u.shape.columns / gateSize).map { gate in
        let part = u.columns(gate * gateSize..<(gate + 1) * gateSize)
        let centred = part - part.rowMeans
        return centred / pow((centred * centred).rowMeans + 1e-5, 0.5)
      })
  }
}
