internal import CharText

/// Makes tokens of the recent past less likely.
struct RepetitionPenalty: LogitsProcessor {
  let penalty: Float
  let window: Int
  private var recent: [Token] = []

  init(penalty: Double, window: Int) {
    self.penalty = Float(penalty)
    self.window = window
  }

  mutating func process(_ logits: inout [Float]) {
    for token in Set(recent) {
      let logit = logits[Int(token)]
      logits[Int(token)] = logit > 0 ? logit / penalty : logit * penalty
    }
  }

  mutating func accept(_ token: Token) {
    recent.append(token)
    if recent.count > window { recent.removeFirst(recent.count - window) }
  }
}
