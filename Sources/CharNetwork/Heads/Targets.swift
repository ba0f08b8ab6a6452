/// The targets of the rows that an output projection reads.
struct Targets {
  /// An output a row, or −1.
  var indices: [Int32]
  /// The weight of each row in the gradient; empty = all 1.
  var weights: [Float] = []
  /// The distribution that takes the place of each target, `[rows, outputs]`; empty = none.
  var distributions: [Float] = []

  /// Checks the counts.
  func check(rows: Int, outputs: Int) {
    precondition(indices.count == rows, "\(indices.count) targets of \(rows) rows")
    precondition(
      weights.isEmpty || weights.count == rows,
      "\(weights.count) weights of \(rows) targets")
    precondition(
      distributions.isEmpty || distributions.count == rows * outputs,
      "distributions of \(distributions.count) values for \(rows) targets and \(outputs) outputs")
  }
}
