internal import CharLM
internal import CharText

/// Makes tokens less likely that a text has already, as the API of OpenAI defines it: all tokens that were drawn
/// count, and none of the prompt. (`Penalties` counts the last tokens, with those of the prompt, as llama.cpp does.)
///
/// Frequency is subtracted for each time that a token was drawn, and presence once if it was.
struct OccurrencePenalties: LogitsProcessor {
  private let frequency, presence: Double
  private var isDrawing = false
  /// For each token, how often it was drawn.
  private var counts: [Int] = []
  /// The tokens that were drawn.
  private var drawn: [Int] = []

  /// Makes a processor.
  ///
  /// - Parameters:
  ///   - frequency: subtracted for each occurrence.
  ///   - presence: subtracted once.
  init(frequency: Double, presence: Double) {
    (self.frequency, self.presence) = (frequency, presence)
  }

  var lookback: Int { 0 }

  mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    isDrawing = true
    if counts.count != logits.count { counts = Array(repeating: 0, count: logits.count) }
    // A forbidden token stays forbidden; no penalty of the protocol overflows.
    for token in drawn where logits[token].isFinite {
      let penalty = Double(counts[token]) * frequency + presence
      logits[token] = Float(Double(logits[token]) - penalty)
    }
  }

  mutating func accept(_ token: Token) {
    // The tokens of the prompt come before the first draw.
    guard isDrawing else { return }
    if counts[Int(token)] == 0 { drawn.append(Int(token)) }
    counts[Int(token)] += 1
  }
}
