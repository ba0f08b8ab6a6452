package import CharText

/// Counts the tokens of texts that a model does not know.
package struct UnknownTokens {
  /// Texts, and characters of one, that are looked at to give advice.
  private static let (examples, length) = (20, 1000)

  private let tokenizer: Tokenizer
  /// How many tokens there were, and how many of them the model does not know.
  package private(set) var (unknown, tokens) = (0, 0)
  private var examples: [String] = []

  /// None yet, of a model with this tokenizer.
  package init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

  /// Adds a text.
  package mutating func add(_ unknown: Int, of tokens: Int, in text: String) {
    self.unknown += unknown
    self.tokens += tokens
    if unknown > 0, examples.count < Self.examples {
      examples.append(String(text.unicodeScalars.prefix(Self.length)))
    }
  }

  /// The normalization form in which the model knows nine tenths of what it does not know of the
  /// examples as they stand.
  package var betterForm: Normalization? {
    guard tokenizer.configuration.normalization == .none else { return nil }
    let now = examples.reduce(0) { $0 + tokenizer.unknownTokens(in: $1) }
    return [Normalization.nfc, .nfd].first { form in
      var text = tokenizer.configuration
      text.normalization = form
      let other = Tokenizer(configuration: text, vocabulary: tokenizer.vocabulary)
      return 10 * examples.reduce(0) { $0 + other.unknownTokens(in: $1) } <= now
    }
  }
}

extension Tokenizer {
  /// How many tokens of a text the model does not know.
  fileprivate func unknownTokens(in text: String) -> Int {
    tokens(of: text).count { $0 == Vocabulary.unknown }
  }
}
