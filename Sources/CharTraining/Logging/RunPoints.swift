/// Mean and extremes of a number over some steps.
package struct Spread: Sendable, Equatable {
  package var mean, lowest, highest: Double
  /// The number of values.
  var count = 1.0

  init(_ value: Double) { (mean, lowest, highest) = (value, value, value) }

  static func merged(_ first: Spread?, _ next: Spread?) -> Spread? {
    guard let first, let next else { return first ?? next }
    var all = first
    all.count += next.count
    all.mean += (next.mean - first.mean) * next.count / all.count
    all.lowest = min(first.lowest, next.lowest)
    all.highest = max(first.highest, next.highest)
    return all
  }
}

/// Training figures of `metrics.jsonl` up to a step.
package struct TrainingPoint: Mergeable, Sendable, Equatable {
  package var step: Double
  package var epoch, tokens, seconds: Double?
  package var nats, rate, gradientNorm, tokensPerSecond: Spread?

  package func merged(with next: TrainingPoint) -> TrainingPoint {
    TrainingPoint(
      step: next.step, epoch: next.epoch ?? epoch, tokens: next.tokens ?? tokens,
      seconds: next.seconds ?? seconds, nats: .merged(nats, next.nats),
      rate: .merged(rate, next.rate), gradientNorm: .merged(gradientNorm, next.gradientNorm),
      tokensPerSecond: .merged(tokensPerSecond, next.tokensPerSecond))
  }
}

/// Figures of an evaluation on held-out text.
package struct ValidationPoint: Mergeable, Sendable, Equatable {
  package var step: Double
  /// Progress of the run; nil in earlier versions.
  package var epoch, tokens, seconds: Double?
  /// Nats per token or label.
  package var nats: Double
  /// Bits per character for text; accuracy and F1 for labels.
  package var bitsPerCharacter, accuracy, f1: Double?

  package func merged(with next: ValidationPoint) -> ValidationPoint {
    nats < next.nats ? self : next
  }
}

/// A text generated during training.
package struct SamplePoint: Mergeable, Sendable, Equatable {
  package var step: Int
  package var text: String

  package func merged(with next: SamplePoint) -> SamplePoint { next }
}
