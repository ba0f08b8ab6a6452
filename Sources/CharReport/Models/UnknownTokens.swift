internal import CharIO
package import CharLM
package import CharText

/// Counts the unknown tokens of texts.
package struct UnknownTokens {
  /// Maximum number of texts, and of characters per text, examined for advice.
  private static let (examples, length) = (20, 1000)

  private let tokenizer: Tokenizer
  /// Number of unknown tokens and of all tokens.
  package private(set) var (unknown, tokens) = (0, 0)
  private var examples: [String] = []

  /// Creates a counter for a model's tokenizer.
  package init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

  /// Adds a text.
  package mutating func add(_ text: String) {
    let tokens = tokenizer.tokens(of: text)
    add(tokens.count { $0 == Vocabulary.unknown }, of: tokens.count, in: text)
  }

  /// Adds a text whose tokens have been counted.
  package mutating func add(
    _ unknown: Int, of tokens: Int, in text: @autoclosure () -> String
  ) {
    self.unknown += unknown
    self.tokens += tokens
    if unknown > 0, examples.count < Self.examples {
      examples.append(String(text().unicodeScalars.prefix(Self.length)))
    }
  }

  /// Adds texts that were compared.
  ///
  /// - Parameters:
  ///   - compared: the texts with their counts.
  ///   - texts: their bytes.
  package mutating func add(_ compared: [ComparedText], of texts: [[UInt8]]) {
    for (text, bytes) in zip(compared, texts) {
      add(text.unknownTokens, of: text.tokens, in: String(decoding: bytes, as: UTF8.self))
    }
  }

  /// The normalization form that resolves nine tenths of the unknown tokens in the examples.
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

  /// Consequence for scores by which texts are compared.
  package static let equalShare =
    "each is charged as one of all characters that the model does not know"

  /// Returns a warning about known counts.
  ///
  /// - Parameters:
  ///   - unknown: the number of unknown tokens.
  ///   - tokens: the number of all tokens.
  ///   - consequence: the consequence of unknown tokens.
  ///   - model: the model, where there may be several.
  /// - Returns: the warning; nil if there are none.
  package static func warning(
    _ unknown: Int, of tokens: Int, _ consequence: String, model: String? = nil
  ) -> String? {
    guard unknown > 0 else { return nil }
    return
      "\(model.map { "\($0): " } ?? "")\(unknown.grouped) of \(tokens.counted("token is", "tokens are")) unknown to the model "
      + "and read as <unk>; \(consequence)"
  }
}

extension Tokenizer {
  /// Returns the number of unknown tokens in a text.
  fileprivate func unknownTokens(in text: String) -> Int {
    tokens(of: text).count { $0 == Vocabulary.unknown }
  }
}
