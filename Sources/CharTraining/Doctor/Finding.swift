internal import Foundation

/// A finding of the doctor about a run; docs/doctor.md lists all of them.
public enum Finding: Sendable, Equatable {
  /// Validation loss has been rising since a step while training loss still falls.
  case overfitting(since: Int, best: Double, now: Double)
  /// The loss was still falling at the end of the run, by this share in its last quarter.
  case stillImproving(share: Double)
  /// The loss rises again, jumps, or wavers with every gradient clipped.
  case rateTooHigh(HighRateSign)
  /// The loss falls too slowly: unigram frequencies of tokens or labels still give a lower one.
  case rateTooLow(now: Double, frequencies: Double)
  /// The network fits the training text much better than other text and has many parameters for it.
  case modelTooLarge(parameters: Int, tokens: Int, train: Double, valid: Double)
  /// The share of units of a layer (from 0) with constant output.
  case deadUnits(layer: Int, share: Double)
  /// The share of the values of some gates of a layer that are saturated.
  case saturatedGates(layer: Int, gates: [String], share: Double)
  /// The fraction of a gradient left after some steps back.
  case vanishingGradient(layer: Int, steps: Int, ratio: Double)
  /// The growth factor of a gradient after some steps back.
  case explodingGradient(layer: Int, steps: Int, ratio: Double)
  /// The network's best loss is above that of the n-gram baseline.
  case worseThanNGram(NGramBaseline, network: Double)
  /// The network's best loss is below that of the n-gram baseline.
  case betterThanNGram(NGramBaseline, network: Double)
  /// Labels that occur in the held-out part but are never predicted.
  case neverPredicted(labels: [String])
  /// The best model's accuracy is not above that of the most frequent label.
  case worseThanCommonestLabel(LabelBaseline, accuracy: Double)
  /// The best model's accuracy is above that of the most frequent label.
  case betterThanCommonestLabel(LabelBaseline, accuracy: Double)

  /// A rank computes so many times as long as the others, which wait for it.
  case slowRank(Int, host: String, ratio: Double)

  /// Signs of a rate that is too high.
  public enum HighRateSign: Sendable, Equatable {
    /// The number of times the run returned to earlier weights.
    case recoveries(Int)
    /// Fresh weights have a higher loss than a uniform prediction.
    case aboveIgnorance(Double, ignorance: Double)
    /// The training loss has risen from one level to another.
    case rising(from: Double, to: Double)
    /// The number of updates whose loss was far above those around it.
    case spikes(Int)
    /// The loss fluctuates by this share of itself, and this share of the gradients is clipped.
    case wavering(by: Double, clipped: Double)
  }

  /// A one-word name for programs.
  public var name: String {
    switch self {
    case .overfitting: "overfitting"
    case .stillImproving: "still_improving"
    case .rateTooHigh: "rate_too_high"
    case .rateTooLow: "rate_too_low"
    case .modelTooLarge: "model_too_large"
    case .deadUnits: "dead_units"
    case .saturatedGates: "saturated_gates"
    case .vanishingGradient: "vanishing_gradient"
    case .explodingGradient: "exploding_gradient"
    case .worseThanNGram: "worse_than_ngram"
    case .betterThanNGram: "better_than_ngram"
    case .neverPredicted: "never_predicted"
    case .worseThanCommonestLabel: "worse_than_commonest_label"
    case .betterThanCommonestLabel: "better_than_commonest_label"
    case .slowRank: "slow_rank"
    }
  }

  /// The finding as a sentence.
  public var sentence: String {
    switch self {
    case .overfitting(let since, let best, let now):
      "overfitting since step \(since): validation rose from \(Self.nats(best)) to \(Self.nats(now)) "
        + "while training fell"
    case .stillImproving(let share):
      "still improving: the loss fell by \(Self.percent(share)) in the last quarter of the run"
    case .rateTooHigh(.recoveries(let count)):
      "the rate is too high: \(count == 1 ? "once" : "\(count) times") the run had to go back to earlier "
        + "weights"
    case .rateTooHigh(.aboveIgnorance(let nats, let ignorance)):
      "the rate is too high: the training loss was up at \(Self.nats(nats)), and knowing nothing gives "
        + "\(Self.nats(ignorance))"
    case .rateTooHigh(.rising(let from, let to)):
      "the rate is too high: the training loss rose from \(Self.nats(from)) to \(Self.nats(to))"
    case .rateTooHigh(.spikes(let count)):
      "the rate is too high: the training loss jumped \(count) times"
    case .rateTooHigh(.wavering(let share, let clipped)):
      "the rate is too high: the training loss wavers by \(Self.percent(share)), and "
        + "\(Self.percent(clipped)) of the gradients are clipped"
    case .rateTooLow(let now, let frequencies):
      "the rate is too low: validation is at \(Self.nats(now)), and frequencies alone would give "
        + "\(Self.nats(frequencies))"
    case .modelTooLarge(let parameters, let tokens, let train, let valid):
      "the model is large for this text: \(parameters) parameters for \(tokens) tokens, and a loss of "
        + "\(Self.nats(train)) on what it learns from, \(Self.nats(valid)) on other text"
    case .deadUnits(let layer, let share):
      "\(Self.percent(share)) of the units of layer \(layer) are dead: whatever is read, they say the same"
    case .saturatedGates(let layer, let gates, let share):
      "gates of layer \(layer) are saturated and hardly learn (\(gates.joined(separator: ", "))): "
        + "\(Self.percent(share)) of their values are at the ends"
    case .vanishingGradient(let layer, let steps, let ratio):
      "the gradient vanishes: \(Self.power(ratio)) of it is left after \(steps) steps back in layer \(layer)"
    case .explodingGradient(let layer, let steps, let ratio):
      "the gradient explodes: it is \(Self.power(ratio)) times as long after \(steps) steps back in "
        + "layer \(layer)"
    case .worseThanNGram(let baseline, let network):
      "worse than \(Self.name(baseline)): \(Self.nats(network)) against "
        + "\(Self.nats(baseline.natsPerToken)) nats per token on the same text"
        + Self.unknown(baseline)
    case .betterThanNGram(let baseline, let network):
      "better than \(Self.name(baseline)): \(Self.nats(network)) against "
        + "\(Self.nats(baseline.natsPerToken)) nats per token on the same text"
        + Self.unknown(baseline)
    case .neverPredicted(let labels):
      "\(labels.count == 1 ? "a label is" : "\(labels.count) labels are") never predicted: "
        + labels.prefix(10).joined(separator: " ") + (labels.count > 10 ? " …" : "")
    case .worseThanCommonestLabel(let baseline, let accuracy):
      "no better than always giving \(baseline.label): accuracy \(Self.nats(accuracy)) against "
        + "\(Self.nats(baseline.accuracy))"
    case .betterThanCommonestLabel(let baseline, let accuracy):
      "better than always giving \(baseline.label): accuracy \(Self.nats(accuracy)) against "
        + "\(Self.nats(baseline.accuracy))"
    case .slowRank(let rank, let host, let ratio):
      "rank \(rank) on \(host) is slow: it computes \(String(format: "%.1f", ratio)) times as long as the "
        + "others, which wait for it"
    }
  }

  /// The next step if this is the main problem of a run; nil if nothing needs to be done.
  public var advice: String? { advice(endedBy: nil) }

  /// Returns the next step if this is the main problem of a run.
  ///
  /// - Parameter limit: the limit that ended the run, which a longer run needs to raise; nil if there was none.
  /// - Returns: the advice; nil if nothing needs to be done.
  public func advice(endedBy limit: TrainingSummary.Limit?) -> String? {
    let longer = limit.map { "train longer (`\($0.rawValue)` ended the run)" } ?? "train longer"
    return switch self {
    case .overfitting:
      "more text, or a run that goes on from a model of such text (`from` auto); or else "
        + "`weight_dropout`, `dropout` or a smaller `hidden_size`; the best model is kept, and `patience` stops earlier"
    case .stillImproving: limit == nil ? "\(longer): `epochs`, `steps` or `minutes`" : longer
    case .rateTooHigh: "lower `rate`, lengthen `warmup`; `find_rate` advises one"
    case .rateTooLow: "raise `rate` or \(longer); `find_rate` advises one"
    case .modelTooLarge:
      "more text, or a run that goes on from a model of such text (`from` auto); or else "
        + "`weight_dropout`, `dropout` or a smaller `hidden_size`"
    case .deadUnits: "lower `rate`, another `activation`, or a smaller `hidden_size`"
    case .saturatedGates: "lower `rate`, raise `weight_decay`, or give `layer_norm`"
    case .vanishingGradient: "a gated `cell` such as lstm or gru, `residual` or `layer_norm`"
    case .explodingGradient: "a lower `clip_norm` or `rate`, or `layer_norm`"
    case .neverPredicted: "more text with these labels, or \(longer)"
    case .worseThanNGram, .worseThanCommonestLabel:
      "\(longer), look at `rate` (`find_rate`), or give a larger `hidden_size`"
    case .betterThanNGram, .betterThanCommonestLabel, .slowRank: nil
    }
  }

  /// Key that identifies the finding: its name and its place in the network.
  var key: String {
    switch self {
    case .deadUnits(let layer, _), .saturatedGates(let layer, _, _),
      .vanishingGradient(let layer, _, _), .explodingGradient(let layer, _, _):
      "\(name) \(layer)"
    default: name
    }
  }

  private static func nats(_ value: Double) -> String { String(format: "%.3f", value) }

  private static func percent(_ share: Double) -> String {
    String(format: share < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * share)
  }

  private static func power(_ ratio: Double) -> String { String(format: "%.1g", ratio) }

  private static func unknown(_ baseline: NGramBaseline) -> String {
    baseline.saysLittle
      ? ", of which \(percent(baseline.unknownShare)) of the tokens are unknown to both" : ""
  }

  fileprivate static func unjudged(_ baseline: NGramBaseline) -> String {
    "not judged: \(percent(baseline.unknownShare)) of the validation tokens are not in the vocabulary; "
      + "measure on text like that of the training"
  }

  private static func name(_ baseline: NGramBaseline) -> String {
    "an n-gram of order \(baseline.order)"
      + (baseline.isPart ? " that learned from the last \(baseline.learnedTokens) tokens" : "")
  }
}

extension [Finding] {
  /// The verdict on a run: the most severe finding with advice, otherwise the first. Its advice is
  /// the single next step; that of other findings may contradict it.
  public var verdict: Finding? { first { $0.advice != nil } ?? first }

  /// Returns how good a model is for its amount of text, compared with counting n-grams of the same
  /// text; nil without that comparison.
  package func quality(corpusTokens: Int) -> String? {
    for finding in self {
      switch finding {
      case .betterThanNGram(let baseline, _) where baseline.saysLittle,
        .worseThanNGram(let baseline, _) where baseline.saysLittle:
        return Finding.unjudged(baseline)
      case .worseThanNGram:
        // A graver finding is the reason.
        return "poor: counting n-grams predicts this text better"
          + (verdict == finding ? "; it has not learned long enough" : "")
      case .betterThanNGram(let baseline, let network):
        let gain = 1 - network / baseline.natsPerToken
        let word = gain > 0.06 ? "very good" : gain > 0.02 ? "good" : "fair"
        return "\(word) for a text of \(corpusTokens) tokens: "
          + String(format: "%.1f %% better than counting n-grams", 100 * gain)
      default: continue
      }
    }
    return nil
  }
}

extension TrainingSummary {
  /// The quality of the model for its amount of text, compared with counting n-grams of the same text;
  /// nil without that comparison.
  public var quality: String? { findings.quality(corpusTokens: corpusTokens) }
}
