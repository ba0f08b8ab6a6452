import CharAutodiff

/// A product with optional layer normalization and bias: LN(W·x)∗γ + b. Rows are lanes: x is `[B,
/// n]`, the result `[B, m]`.
///
/// Each gate is normalized separately: (u − mean)/√(variance + 10⁻⁵) over its H units (Ba et al.
/// 2016, https://arxiv.org/abs/1607.06450).
struct GraphProduct {
  /// Wᵀ, `[n, m]`.
  let weight: Variable
  /// γ, `[1, m]`, if the product is normalized.
  let gain: Variable?
  /// b, `[1, m]`.
  let bias: Variable?
  /// The units of a gate, H.
  let gateSize: Int

  func callAsFunction(_ x: Variable) -> Variable {
    var y = x.product(weight)
    if let gain { y = normalized(y) * gain }
    if let bias { y = y + bias }
    return y
  }

  /// Returns the product for some gates only.
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
