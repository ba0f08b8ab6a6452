internal import CharText

/// Forbids the tokens that a rule on probabilities leaves out.
enum Truncation: LogitsProcessor {
  case topK(Int)
  case topP(Double)
  case minP(Double)
  case typicalP(Double)

  func process(_ logits: inout [Float], after tokens: [Token]) {
    switch self {
    case .topK(let k):
      guard k < logits.count else { return }
      keep(ranked(logits) { Double(logits[$0]) }.prefix(k), of: &logits)
    case .topP(let share):
      let p = probabilities(logits)
      keep(nucleus(ranked(logits) { p[$0] }, p, share), of: &logits)
    case .minP(let share):
      guard share > 0, let top = logits.max() else { return }
      let threshold = top + Float(logarithm(share))
      for i in logits.indices where logits[i] < threshold { logits[i] = -.infinity }
    case .typicalP(let share):
      let p = probabilities(logits)
      let entropy = p.reduce(0) { $1 > 0 ? $0 - $1 * logarithm($1) : $0 }
      let order = ranked(logits) { p[$0] > 0 ? -abs(-logarithm(p[$0]) - entropy) : -.infinity }
      keep(nucleus(order, p, share), of: &logits)
    }
  }

  /// Tokens from the best to the worst; of equals, the smaller token first.
  private func ranked(_ logits: [Float], by value: (Int) -> Double) -> [Int] {
    let values = logits.indices.map(value)
    return logits.indices.sorted {
      values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1
    }
  }

  /// The first tokens whose probabilities sum to at least `share`.
  private func nucleus(_ order: [Int], _ p: [Double], _ share: Double) -> ArraySlice<Int> {
    var sum = 0.0
    for (count, token) in order.enumerated() {
      sum += p[token]
      if sum >= share { return order[...count] }
    }
    return order[...]
  }

  private func keep(_ kept: ArraySlice<Int>, of logits: inout [Float]) {
    var result = [Float](repeating: -.infinity, count: logits.count)
    for token in kept { result[token] = logits[token] }
    logits = result
  }
}

/// The softmax of logits, in Double.
func probabilities(_ logits: [Float]) -> [Double] {
  let top = Double(logits.max() ?? 0)
  let terms = logits.map { exponential(Double($0) - top) }
  let sum = terms.reduce(0, +)
  return terms.map { $0 / sum }
}
