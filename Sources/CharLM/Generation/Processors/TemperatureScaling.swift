internal import CharNumerics
public import CharText
internal import Foundation

/// Divides the logits by a temperature, which may depend on the place in the text and on the entropy.
public struct TemperatureScaling: LogitsProcessor {
  private let options: TemperatureOptions
  /// True for each token after which the next character is inside a word; empty if that has no meaning.
  private let isInWord: [Bool]
  private var terms: [Float] = []

  /// Makes a processor.
  ///
  /// - Parameters:
  ///   - options: the temperatures.
  ///   - vocabulary: the vocabulary, which knows where words start.
  public init(_ options: TemperatureOptions, _ vocabulary: Vocabulary? = nil) {
    self.options = options
    guard options.wordStart != nil, let vocabulary else {
      isInWord = []
      return
    }
    isInWord = (0..<vocabulary.count).map { Self.isWord(vocabulary.bytes(of: Token($0))) }
  }

  /// True if a piece ends with a character of a word; a part of a character counts as one.
  private static func isWord(_ piece: [UInt8]) -> Bool {
    guard let last = String(decoding: piece, as: UTF8.self).unicodeScalars.last else {
      return false
    }
    return last.properties.isAlphabetic || last.properties.numericType != nil
      || last.properties.generalCategory == .nonspacingMark
      || "'\u{2019}\u{FFFD}".unicodeScalars.contains(last)
  }

  /// 1: the token before the one that is drawn.
  public var lookback: Int { 1 }

  /// Divides the logits. At temperature 0, only the likeliest token is left.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the tokens so far.
  public mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    let temperature = value(logits, after: tokens)
    guard temperature > Self.least else {
      let likeliest = logits.likeliest
      for i in logits.indices where i != likeliest { logits[i] = -.infinity }
      return
    }
    guard temperature != 1 else { return }
    for i in logits.indices where logits[i] > -.infinity {
      logits[i] = (Double(logits[i]) / temperature).boundedFloat
    }
  }

  /// At so small a temperature only the likeliest token is left.
  static var least: Double { 1e-30 }

  /// The temperature of a draw.
  mutating func value(_ logits: [Float], after tokens: [Token]) -> Double {
    var temperature = options.temperature
    if let wordStart = options.wordStart, !isInWord.isEmpty,
      tokens.last.map({ !isInWord[Int($0)] }) ?? true
    {
      temperature = wordStart
    }
    guard options.range > 0 else { return temperature }
    let count = logits.count { $0 > -.infinity }
    guard count > 1 else { return temperature }
    let least = max(0, temperature - options.range)
    let share = min(max(entropy(logits) / log(Double(count)), 0), 1)
    return least + (temperature + options.range - least) * pow(share, options.exponent)
  }

  /// The entropy in nats.
  private mutating func entropy(_ logits: [Float]) -> Double {
    if terms.count != logits.count { terms = logits }
    let sum = Softmax.terms(logits, temperature: 1, into: &terms)
    let top = Double(logits.max() ?? 0)
    var moment = 0.0
    for i in terms.indices where terms[i] > 0 {
      moment += Double(terms[i]) * (top - Double(logits[i]))
    }
    return log(sum) + moment / sum
  }
}

/// Options of ``TemperatureScaling``.
public struct TemperatureOptions: Sendable, Equatable {
  /// Divides the logits: values below 1 favor likely tokens; 0 = always the likeliest.
  public var temperature: Double
  /// The temperature of the first character of a word; nil = as for others.
  public var wordStart: Double?
  /// The largest distance from the temperature, up where the entropy is high and down where it is low;
  /// 0 = none.
  public var range: Double
  /// The exponent of the entropy, as a share of the largest possible one.
  public var exponent: Double

  /// Makes options.
  ///
  /// - Parameters:
  ///   - temperature: the temperature.
  ///   - wordStart: the temperature of the first character of a word.
  ///   - range: the largest distance from the temperature.
  ///   - exponent: the exponent of the entropy.
  public init(
    _ temperature: Double, wordStart: Double? = nil, range: Double = 0, exponent: Double = 1
  ) {
    (self.temperature, self.wordStart) = (temperature, wordStart)
    (self.range, self.exponent) = (range, exponent)
  }
}

extension [Float] {
  /// The index of the largest element; the first of equals.
  var likeliest: Int {
    var best = 0
    for i in indices where self[i] > self[best] { best = i }
    return best
  }
}
