/// Gradients of a loss whose targets are weighted, or are distributions: corrections of what
/// `softmaxCrossEntropy` leaves behind.
extension Arena {
  /// Multiplies each row of a gradient by the weight of its target,
  /// `weights[first..<first + gradient.rows]`.
  package mutating func weigh(_ gradient: Block, by weights: [Float], from first: Int) {
    check(gradient)
    let width = gradient.columns
    unsafe withFloats { base in
      for row in 0..<gradient.rows {
        let weight = weights[first + row]
        let values = unsafe base + gradient.offset + row * width
        for column in 0..<width { unsafe values[column] *= weight }
      }
    }
  }

  /// Replaces one-hot targets in a gradient by distributions: scale · (p − one-hot) becomes
  /// scale · (p − q).
  ///
  /// Rows without a target keep a gradient of zero.
  package mutating func soften(
    _ gradient: Block, targets: [Int32], distributions: [Float], from first: Int, scale: Float
  ) {
    check(gradient)
    let width = gradient.columns
    unsafe withFloats { base in
      for row in 0..<gradient.rows {
        guard case let target = Int(targets[first + row]), target >= 0 else { continue }
        let values = unsafe base + gradient.offset + row * width
        let distribution = distributions[(first + row) * width..<(first + row + 1) * width]
        for (column, probability) in distribution.enumerated() {
          unsafe values[column] -= scale * probability
        }
        unsafe values[target] += scale
      }
    }
  }
}
