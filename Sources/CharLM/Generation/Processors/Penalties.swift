public import CharText

/// Makes tokens among the last drawn or read less likely.
///
/// Repetition divides positive logits and multiplies negative ones (Keskar et al. 2019,
/// https://arxiv.org/abs/1909.05858). Then frequency is subtracted for each time that a token is among
/// the last, and presence once if it is.
public struct Penalties: LogitsProcessor {
  private let repetition: Float
  private let frequency, presence: Double
  private let window: Int
  private var recent: [Token] = []
  /// For each token, how often it is in `recent`.
  private var counts: [Int] = []
  /// For each token, the last call that changed its logit.
  private var changed: [Int] = []
  private var call = 0

  /// Makes a processor.
  ///
  /// - Parameters:
  ///   - repetition: divides positive and multiplies negative logits, more than 0; 1 = no penalty.
  ///   - frequency: subtracted for each occurrence; 0 = no penalty.
  ///   - presence: subtracted once; 0 = no penalty.
  ///   - window: the number of tokens that count as recent.
  public init(
    repetition: Double = 1, frequency: Double = 0, presence: Double = 0, window: Int = 64
  ) {
    precondition(repetition > 0 && window >= 0, "a penalty of \(repetition), a window of \(window)")
    self.repetition = min(
      max(Float(repetition), .leastNormalMagnitude), .greatestFiniteMagnitude)
    (self.frequency, self.presence, self.window) = (frequency, presence, window)
  }

  /// 0: it remembers what it needs of the tokens that it accepts.
  public var lookback: Int { 0 }

  /// Changes the logits of recent tokens, each once.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the tokens so far.
  public mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    if changed.count != logits.count { changed = Array(repeating: 0, count: logits.count) }
    call += 1
    for token in recent.lazy.map({ Int($0) }) where changed[token] != call {
      changed[token] = call
      let logit = logits[token]
      // A forbidden token stays forbidden; an extreme penalty must not forbid one by overflow.
      guard logit.isFinite else { continue }
      let repeated = logit > 0 ? logit / repetition : logit * repetition
      let penalized = Double(repeated) - (Double(counts[token]) * frequency + presence)
      logits[token] = penalized.boundedFloat
    }
  }

  /// Takes note of a token.
  ///
  /// - Parameter token: the token.
  public mutating func accept(_ token: Token) {
    let index = Int(token)
    if counts.count <= index {
      counts += Array(repeating: 0, count: index + 1 - counts.count)
    }
    counts[index] += 1
    recent.append(token)
    if recent.count > window { counts[Int(recent.removeFirst())] -= 1 }
  }
}

extension Double {
  /// The nearest finite Float.
  var boundedFloat: Float {
    Float(Swift.min(Swift.max(self, -Self.largestFloat), Self.largestFloat))
  }

  private static var largestFloat: Double { Double(Float.greatestFiniteMagnitude) }
}
