internal import CharLM
internal import CharNGram
internal import CharText

/// What counting alone predicts of the held-out text of a run: the loss that a network has to beat.
public struct NGramBaseline: Sendable, Equatable {
  /// n of the n-grams.
  public var order: Int
  /// Nats per token, over the same tokens that the network is measured on.
  public var natsPerToken: Double
  /// Tokens learned from.
  public var learnedTokens: Int
  /// Whether that is only the last part of the training text.
  public var isPart: Bool

  /// What counting gives.
  ///
  /// - Parameters:
  ///   - order: n of the n-grams.
  ///   - natsPerToken: nats per token.
  ///   - learnedTokens: tokens learned from.
  ///   - isPart: whether that is only the last part of the training text.
  public init(order: Int, natsPerToken: Double, learnedTokens: Int, isPart: Bool) {
    self.order = order
    self.natsPerToken = natsPerToken
    self.learnedTokens = learnedTokens
    self.isPart = isPart
  }

  /// n where none is given: beyond it little is gained on texts of a few million characters.
  public static let order = 6

  /// Tokens learned from at most; of more text the last part counts. At this size a text in which nothing
  /// repeats takes about two gigabytes, English a tenth of it.
  public static let learningLimit = 8 << 20

  /// Bytes that counting takes for a token, if hardly anything repeats.
  private static let bytesPerToken = 250.0

  /// Tokens to learn from in the memory that is left.
  static func limit(spareBytes: Double) -> Int {
    Int(max(0, min(Double(learningLimit), spareBytes / bytesPerToken)))
  }
}

extension TrainingData {
  /// The loss of the best n-gram model up to an order: it learns what the network learns from, and is
  /// measured on what the network is measured on. Orders are tried from the highest down, as long as the
  /// loss falls.
  ///
  /// - Parameters:
  ///   - order: the highest n, 1 to 32.
  ///   - limit: tokens to learn from at most, the last of the training text.
  /// - Returns: the figures; nil if nothing is held out, or nothing is to be learned from.
  public func baseline(
    order: Int = NGramBaseline.order, limit: Int = NGramBaseline.learningLimit
  ) -> NGramBaseline? {
    guard validationTargets > 0, limit > 0 else { return nil }
    let counts = counts(order: order, limit: limit)
    var best: NGramBaseline?
    // Of a short or random text, shorter grams say more.
    for order in stride(from: order, through: 1, by: -1) {
      let model = NGramModel(counts, order: order)
      let values = heldOut.predicted(model.logProbabilities(validation), tokenizer.vocabulary)
      let nats = -values.reduce(0, +) / Double(values.count)
      guard nats < best?.natsPerToken ?? .infinity else { break }
      best = NGramBaseline(
        order: order, natsPerToken: nats, learnedTokens: min(limit, training.count),
        isPart: training.count > limit)
    }
    return best
  }

  /// Counts the n-grams of the training text, or of the end of it.
  func counts(order: Int, limit: Int = .max) -> NGramCounts {
    var counts = NGramCounts(order: order, vocabularySize: tokenizer.vocabulary.count)
    for start in stride(from: max(0, training.count - limit), to: training.count, by: 1 << 16) {
      counts.add(training.tokens(start..<min(start + 1 << 16, training.count)))
    }
    return counts
  }
}
