package import CharIO
package import CharLM

/// What the score of a text is compared with: the held-out lines of the model.
package struct ScoreScale {
  /// A figure: its name, and its value for JSON and for tables.
  package typealias Figure = (name: String, json: JSON, text: String)

  /// The distribution of held-out lines; nil if the model has none.
  package let distribution: LineDistribution?
  /// The exponent α of the length-corrected score.
  package let exponent: Double
  /// True if the texts were scored after a context, and are not comparable with whole lines.
  package let hasContext: Bool

  /// Creates a scale.
  ///
  /// - Parameters:
  ///   - distribution: the distribution of held-out lines; nil if the model has none.
  ///   - exponent: the exponent of the length-corrected score; nil = that of the held-out lines.
  ///   - hasContext: whether the texts were scored after a context.
  package init(_ distribution: LineDistribution?, exponent: Double?, hasContext: Bool) {
    self.distribution = distribution
    self.exponent =
      exponent ?? distribution?.lengthExponent ?? LineDistribution.defaultLengthExponent
    self.hasContext = hasContext
  }

  /// Returns the percentage of held-out lines of this length that are less unusual; nil if this is not known.
  package func percentile(of score: Score) -> Double? {
    hasContext ? nil : distribution?.percentile(of: score)
  }

  /// The names of all figures, in order.
  package static let names = [
    "log10_probability", "bits", "characters", "bytes", "words", "bits_per_character",
    "bits_per_byte", "bits_per_word", "perplexity", "known_perplexity", "length_corrected",
    "percentile",
  ]

  /// Returns the figures that are not printed otherwise; those without a value are null, and empty in tables.
  package func figures(of score: Score) -> [Figure] {
    let values: [(JSON, String)] = [
      Self.number(score.log10Probability, 4), Self.number(score.bits, 4),
      Self.count(score.characters), Self.count(score.bytes), Self.count(score.words),
      Self.number(score.bitsPerCharacter, 4), Self.number(score.bitsPerByte, 4),
      Self.number(score.bitsPerWord, 4), Self.number(score.perplexity, 4),
      Self.number(score.knownPerplexity, 4),
      Self.number(score.lengthCorrected(exponent: exponent), 4),
      Self.number(percentile(of: score), 1),
    ]
    return zip(Self.names, values).map { ($0, $1.0, $1.1) }
  }

  private static func number(_ value: Double?, _ decimals: Int) -> (JSON, String) {
    guard let value, value.isFinite else { return (.null, "") }
    return (.number(value), value.fixed(decimals))
  }

  private static func count(_ value: Int) -> (JSON, String) { (.integer(value), "\(value)") }
}
