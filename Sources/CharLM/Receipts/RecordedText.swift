package import CharIO

/// A generated text as it was recorded, with its receipt.
package struct RecordedText {
  /// The place of the record, for messages.
  package let place: String
  /// The text.
  package let text: String
  /// The number of its tokens, and its number among the texts of its run.
  package let tokens, index: Int
  /// The sum of the log-probabilities of its tokens.
  package let logProbability: Double
  /// The way in which it was generated.
  package let receipt: GenerationReceipt

  /// Reads a record.
  ///
  /// - Parameters:
  ///   - json: the record; nil is returned if it has no text, number of tokens, index or log-probability.
  ///   - receipt: its receipt.
  ///   - place: its place, for messages.
  package init?(_ json: JSON, _ receipt: GenerationReceipt, place: String) {
    guard let text = json["text"]?.stringValue, let tokens = json["tokens"]?.integerValue,
      let index = json["index"]?.integerValue, let logProbability = json["log_probability"],
      case .number(let digits) = logProbability,
      let value = Double(String(decoding: digits, as: UTF8.self))
    else { return nil }
    (self.text, self.tokens, self.index, self.logProbability) = (text, tokens, index, value)
    (self.place, self.receipt) = (place, receipt)
  }

  /// The way in which a generated text differs from the recorded one.
  package enum Difference: CustomStringConvertible {
    /// No such text is generated.
    case missing
    /// Another text.
    case text(TextDifference)
    /// The same text with other numbers.
    case numbers(String)

    /// True if only numbers differ.
    package var isOfNumbers: Bool {
      if case .numbers = self { true } else { false }
    }

    /// The difference in words.
    package var description: String {
      switch self {
      case .missing: "differs: no such text is generated"
      case .text(let difference):
        "differs at line \(difference.line), column \(difference.column): recorded "
          + "\(Self.shown(difference.expected)), generated \(Self.shown(difference.found))"
      case .numbers(let reason): reason
      }
    }

    /// The difference as an object.
    package var json: JSON {
      switch self {
      case .missing, .numbers: .object([("reason", .string(description))])
      case .text(let difference):
        .object([
          ("line", .integer(difference.line)), ("column", .integer(difference.column)),
          ("recorded", .string(difference.expected)), ("generated", .string(difference.found)),
        ])
      }
    }

    private static func shown(_ text: String) -> String {
      text.isEmpty ? "the end" : text.debugDescription
    }
  }

  /// Compares the text with one that was generated again.
  ///
  /// - Parameter found: the other text.
  /// - Returns: the difference; nil if there is none.
  package func difference(from found: GeneratedText) -> Difference? {
    if let difference = TextDifference(text, found.text) { return .text(difference) }
    if tokens != found.count { return .numbers("it has \(found.count) tokens, recorded \(tokens)") }
    guard logProbability == found.logProbability else {
      return .numbers(
        "its log-probability is \(found.logProbability), recorded \(logProbability)")
    }
    return nil
  }
}
