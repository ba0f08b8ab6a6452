extension Graph {
  /// Returns the numerical derivative of one number by every element of a leaf, as a reference for
  /// both modes.
  ///
  /// The differences (f(x + h) − f(x − h)) / 2h for the steps h, h/2 and h/4 are extrapolated to h
  /// = 0 (Richardson 1911, https://doi.org/10.1098/rsta.1911.0009), with an error of order h⁶. If
  /// the last two extrapolations disagree, because of a kink (as of ReLU) or a steep function,
  /// smaller steps are tried.
  ///
  /// - Parameters:
  ///   - result: A variable of shape `[1, 1]`.
  ///   - leaf: A leaf; its values are restored afterwards.
  /// - Returns: The derivatives, in the shape of the leaf.
  public func centralDifferences(of result: Variable, by leaf: Variable) -> Matrix {
    check(result.shape.count == 1, "the gradient of \(result.shape); only [1, 1] has one")
    check(leaf.parents.isEmpty, "a difference by \(leaf.shape), which must be a leaf")
    let dependents = dependents(of: leaf)
    var slopes = Matrix(leaf.shape)
    for element in slopes.values.indices {
      let x = leaf.value.values[element]
      defer { set(element, of: leaf, to: x, dependents: dependents) }
      func value(_ x: Double) -> Double {
        set(element, of: leaf, to: x, dependents: dependents)
        return result.value[0, 0]
      }
      func slope(_ h: Double) -> Double { (value(x + h) - value(x - h)) / (2 * h) }
      var smallest = Double.infinity
      for h in [1e-2, 1e-3, 1e-4, 1e-5] where smallest > 1e-10 * max(1, abs(slopes.values[element]))
      {
        let (coarse, middle, fine) = (slope(h), slope(h / 2), slope(h / 4))
        let (first, second) = ((4 * middle - coarse) / 3, (4 * fine - middle) / 3)
        let best = (16 * second - first) / 15
        let error = abs(best - second)
        if error < smallest { (slopes.values[element], smallest) = (best, error) }
      }
    }
    return slopes
  }
}
