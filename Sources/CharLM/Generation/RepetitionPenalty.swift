internal import CharText

/// Makes tokens among the last drawn or read less likely, each once.
struct RepetitionPenalty: LogitsProcessor {
  private let penalty: Float
  private let window: Int
  private var recent: [Token] = []
  /// For each token, the last call that changed its logit.
  private var changed: [Int] = []
  private var call = 0

  init(penalty: Double, window: Int) {
    self.penalty = min(max(Float(penalty), .leastNormalMagnitude), .greatestFiniteMagnitude)
    self.window = window
  }

  mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    if changed.count != logits.count { changed = Array(repeating: 0, count: logits.count) }
    call += 1
    for token in recent.lazy.map({ Int($0) }) where changed[token] != call {
      changed[token] = call
      let logit = logits[token]
      // A forbidden token stays forbidden; an extreme penalty must not forbid one by overflow.
      guard logit.isFinite else { continue }
      let penalized = logit > 0 ? logit / penalty : logit * penalty
      logits[token] = min(max(penalized, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
    }
  }

  mutating func accept(_ token: Token) {
    recent.append(token)
    if recent.count > window { recent.removeFirst(recent.count - window) }
  }
}
