internal import CharLM
internal import CharNGram
internal import CharNetwork
internal import CharText

/// The loss of an n-gram model on a run's held-out text: the baseline of a network.
public struct NGramBaseline: Sendable, Equatable {
  /// n of the n-grams.
  public var order: Int
  /// Nats per token, over the tokens that the network is measured on.
  public var natsPerToken: Double
  /// Number of training tokens.
  public var learnedTokens: Int
  /// True if only the last part of the training text was used.
  public var isPart: Bool
  /// The share of the measured tokens that the vocabulary lacks.
  public var unknownShare: Double

  /// Creates a baseline.
  ///
  /// - Parameters:
  ///   - order: n of the n-grams.
  ///   - natsPerToken: nats per token.
  ///   - learnedTokens: number of training tokens.
  ///   - isPart: true if only the last part of the training text was used.
  ///   - unknownShare: the share of the measured tokens that the vocabulary lacks.
  public init(
    order: Int, natsPerToken: Double, learnedTokens: Int, isPart: Bool, unknownShare: Double = 0
  ) {
    self.order = order
    self.natsPerToken = natsPerToken
    self.learnedTokens = learnedTokens
    self.isPart = isPart
    self.unknownShare = unknownShare
  }

  /// True if so many of the measured tokens are unknown that the losses say little about the text: `<unk>`
  /// after `<unk>` is easy to predict.
  var saysLittle: Bool { unknownShare > 0.1 }

  /// Default n; higher orders gain little on texts of a few million characters.
  public static let order = 6

  /// Maximum number of training tokens; of longer texts the last part is used. At this size a text
  /// without repetition takes about two gigabytes, English a tenth of that.
  public static let learningLimit = 8 << 20

  /// Bytes of memory per token if hardly anything repeats.
  private static let bytesPerToken = 250.0

  /// Returns the number of training tokens that fit into spare memory.
  static func limit(spareBytes: Double) -> Int {
    Int(max(0, min(Double(learningLimit), spareBytes / bytesPerToken)))
  }
}

extension TrainingData {
  /// Computes the loss of the best n-gram model up to an order, on the training and held-out text
  /// of the network. Orders are tried from the highest down while the loss falls. Copies of the data
  /// share the results.
  ///
  /// - Parameters:
  ///   - order: the highest n, 1 to 32.
  ///   - limit: maximum number of training tokens, taken from the end of the text.
  /// - Returns: the baseline; nil if the held-out or the training part is empty.
  public func baseline(
    order: Int = NGramBaseline.order, limit: Int = NGramBaseline.learningLimit
  ) -> NGramBaseline? {
    guard validationTargets > 0, limit > 0 else { return nil }
    let learned = min(limit, training.count)
    return try? baselines.value(BaselineKey(order: order, learned: learned)) {
      countBaseline(order: order, limit: limit)
    }
  }

  private func countBaseline(order: Int, limit: Int) -> NGramBaseline? {
    let counts = counts(order: order, limit: limit)
    let unknown = heldOut.tokens.count { $0 == Vocabulary.unknown }
    var best: NGramBaseline?
    // For short or random texts, lower orders are better.
    for order in stride(from: order, through: 1, by: -1) {
      let model = NGramModel(counts, order: order)
      let values = heldOut.predicted(model.logProbabilities(validation), tokenizer.vocabulary)
      let nats = -values.reduce(0, +) / Double(values.count)
      guard nats < best?.natsPerToken ?? .infinity else { break }
      best = NGramBaseline(
        order: order, natsPerToken: nats, learnedTokens: min(limit, training.count),
        isPart: training.count > limit,
        unknownShare: Double(unknown) / Double(values.count))
    }
    return best
  }

  /// The settings that determine a baseline on the same data.
  struct BaselineKey: Equatable {
    let order, learned: Int
  }

  /// The tokens of the training text, read in parts.
  var trainingTokens: some Sequence<Token> {
    stride(from: 0, to: training.count, by: 1 << 16).lazy.flatMap { start in
      training.tokens(start..<Swift.min(start + 1 << 16, training.count))
    }
  }

  /// Counts the n-grams of the training text, or of its end.
  func counts(order: Int, limit: Int = .max) -> NGramCounts {
    var counts = NGramCounts(order: order, vocabularySize: tokenizer.vocabulary.count)
    for start in stride(from: max(0, training.count - limit), to: training.count, by: 1 << 16) {
      let part = start..<min(start + 1 << 16, training.count)
      counts.add(training.tokens(part))
      TokenProgress.add(part.count)
    }
    return counts
  }
}
