internal import CharText

/// Makes tokens of the recent past less likely.
struct RepetitionPenalty: LogitsProcessor {
  let penalty: Float
  let window: Int
  private var recent: [Token] = []

  init(penalty: Double, window: Int) {
    self.penalty = min(max(Float(penalty), .leastNormalMagnitude), .greatestFiniteMagnitude)
    self.window = window
  }

  mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    for token in Set(recent) {
      let logit = logits[Int(token)]
      // A penalty may be so extreme that it overflows; what was forbidden stays forbidden.
      guard logit.isFinite else { continue }
      let changed = logit > 0 ? logit / penalty : logit * penalty
      logits[Int(token)] = min(max(changed, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
    }
  }

  mutating func accept(_ token: Token) {
    recent.append(token)
    if recent.count > window { recent.removeFirst(recent.count - window) }
  }
}
