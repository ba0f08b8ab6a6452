internal import CharText
internal import Foundation

extension Score {
  /// log₁₀ p of the whole text.
  public var log10Probability: Double { logProbability / log(10) }
  /// −log₂ p of the whole text.
  public var bits: Double { -logProbability / log(2) }
  /// The number of Unicode scalars of the text as it was given.
  public var characters: Int { text.unicodeScalars.count }
  /// The number of runs of characters that are not white space.
  public var words: Int {
    text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace).count
  }

  /// Bits per Unicode scalar; nil without any.
  public var bitsPerCharacter: Double? { characters == 0 ? nil : bits / Double(characters) }
  /// Bits per byte of UTF-8; nil without any.
  public var bitsPerByte: Double? { bytes == 0 ? nil : bits / Double(bytes) }
  /// Bits per word; nil without any. It has no meaning where spaces do not separate words.
  public var bitsPerWord: Double? { words == 0 ? nil : bits / Double(words) }

  /// e^(nats per token) of the tokens that are in the vocabulary; nil without any.
  public var knownPerplexity: Double? {
    var (nats, count) = (0.0, 0)
    for (token, value) in zip(tokens, tokenLogProbabilities) where token != Vocabulary.unknown {
      nats -= value
      count += 1
    }
    return count == 0 ? nil : exp(nats / Double(count))
  }

  /// Returns ln p divided by a power of the number of tokens, which makes texts of different lengths
  /// comparable: the longer of two texts is less probable, but its tokens are easier to predict, since more
  /// comes before them.
  ///
  /// - Parameter exponent: 0 compares probabilities, 1 their means per token; a
  ///   ``LineDistribution/lengthExponent`` in between is fitted to held-out lines.
  /// - Returns: nats; nil without tokens.
  public func lengthCorrected(exponent: Double) -> Double? {
    tokens.isEmpty
      ? nil : RankingMeasure.score(logProbability, tokens: tokens.count, exponent: exponent)
  }
}
