import CharReport
import CharText

/// Counts the tokens of texts that a model does not know, for a warning at the end.
struct UnknownTokens {
  /// Texts, and characters of one, that are looked at to give advice.
  private static let (examples, length) = (20, 1000)

  private let tokenizer: Tokenizer
  private var (unknown, tokens) = (0, 0)
  private var examples: [String] = []

  init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

  /// Adds a text.
  mutating func add(_ unknown: Int, of tokens: Int, in text: String) {
    self.unknown += unknown
    self.tokens += tokens
    if unknown > 0, examples.count < Self.examples {
      examples.append(String(text.unicodeScalars.prefix(Self.length)))
    }
  }

  /// Warns if there were any.
  ///
  /// - Parameter consequence: what follows from them.
  func warn(_ consequence: String) {
    guard unknown > 0 else { return }
    let advice = betterForm.map {
      "; nearly all of them are known in \($0.rawValue.uppercased()): convert the text, for example "
        + "with charlm corpus clean --normalize \($0.rawValue)"
    }
    Self.warn(unknown, of: tokens, consequence + (advice ?? ""))
  }

  /// The same of counts that are known already.
  static func warn(_ unknown: Int, of tokens: Int, _ consequence: String) {
    guard unknown > 0 else { return }
    Console.warning(
      "\(unknown.grouped) of \(tokens.counted("token is", "tokens are")) unknown to the model and "
        + "read as <unk>; \(consequence)")
  }

  /// The normalization form in which the model knows nine tenths of what it does not know of the
  /// examples as they stand.
  private var betterForm: Normalization? {
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
