/// The reason for which a generated text ended.
public enum FinishReason: String, Sendable {
  /// The maximum number of tokens was reached.
  case length
  /// A stop string was generated.
  case stop
  /// The model ended the document.
  case end
  /// A processor ended the text.
  case processor
  /// The next token could not be drawn; `GeneratedText.failure` has the error.
  case failed
}
