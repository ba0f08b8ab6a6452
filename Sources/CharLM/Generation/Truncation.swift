internal import CharNumerics
internal import CharText
internal import Foundation

/// Forbids the tokens that a rule on probabilities leaves out. Its memory is reused from token to token.
struct Truncation: LogitsProcessor {
  enum Rule: Sendable {
    case topK(Int)
    case topP(Double)
    case minP(Double)
    case typicalP(Double)
  }

  private let rule: Rule
  private var p: [Double] = []
  private var ranking = Ranking()

  init(_ rule: Rule) { self.rule = rule }

  mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    switch rule {
    case .topK(let k):
      guard k < logits.count else { return }
      ranking.start(logits.count) { Double(logits[$0]) }
      for _ in 0..<k { _ = ranking.next() }
      forbidRest(&logits)
    case .topP(let share):
      Softmax.probabilities(logits, into: &p)
      ranking.start(logits.count) { [p] in p[$0] }
      keepNucleus(share, of: &logits)
    case .minP(let share):
      guard share > 0, let top = logits.max() else { return }
      let threshold = top + Float(log(share))
      for i in logits.indices where logits[i] < threshold { logits[i] = -.infinity }
    case .typicalP(let share):
      Softmax.probabilities(logits, into: &p)
      let entropy = p.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
      ranking.start(logits.count) { [p] in
        p[$0] > 0 ? -abs(-log(p[$0]) - entropy) : -.infinity
      }
      keepNucleus(share, of: &logits)
    }
  }

  /// Keeps the first tokens whose probabilities sum to at least `share`.
  private mutating func keepNucleus(_ share: Double, of logits: inout [Float]) {
    var sum = 0.0
    while !(sum >= share), let token = ranking.next() { sum += p[token] }
    forbidRest(&logits)
  }

  private func forbidRest(_ logits: inout [Float]) {
    for token in ranking.rest { logits[token] = -.infinity }
  }
}
