public import CharText

/// Adds a number to the logits of tokens.
public struct LogitBias: LogitsProcessor {
  private let biases: [(token: Int, bias: Double)]

  /// Makes a processor.
  ///
  /// - Parameter biases: the bias of each token; −∞ forbids it.
  public init(_ biases: [Token: Double]) {
    self.biases = biases.map { (Int($0), $1) }
  }

  /// 0: the tokens before do not matter.
  public var lookback: Int { 0 }

  /// Adds the biases.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the tokens so far.
  public func process(_ logits: inout [Float], after tokens: [Token]) {
    for (token, bias) in biases where logits[token] > -.infinity {
      logits[token] =
        bias == -.infinity ? -.infinity : (Double(logits[token]) + bias).boundedFloat
    }
  }
}

/// A character and what is added to its logit.
public struct CharacterBias: Sendable, Hashable, RawRepresentable, Codable {
  /// The character, a token of the model.
  public var character: String
  /// The bias; −∞ forbids the character.
  public var bias: Double

  /// Makes a bias.
  ///
  /// - Parameters:
  ///   - character: the character.
  ///   - bias: the bias.
  public init(_ character: String, _ bias: Double) {
    (self.character, self.bias) = (character, bias)
  }

  /// Reads a bias as people write it, such as `e:+2.5` or `e:-inf`.
  ///
  /// - Parameter rawValue: the character, a colon and the bias, which is finite or −∞.
  public init?(rawValue: String) {
    guard let colon = rawValue.unicodeScalars.lastIndex(of: ":"), colon > rawValue.startIndex,
      let bias = Double(rawValue[rawValue.unicodeScalars.index(after: colon)...]),
      bias < .infinity
    else { return nil }
    self.init(String(rawValue[..<colon]), bias)
  }

  /// The bias as people write it.
  public var rawValue: String { "\(character):\(bias)" }
}
