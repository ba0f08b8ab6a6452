package import CharText

extension TextDocument {
  /// The text before the cursor that belongs to one document of a model, as it was trained.
  ///
  /// - Parameters:
  ///   - tokenizer: the tokenizer of the model.
  ///   - limit: the largest number of characters.
  /// - Returns: the line, the paragraph, or the whole text up to the cursor.
  package func prompt(for tokenizer: Tokenizer, limit: Int = 4000) -> String {
    let start =
      switch tokenizer.configuration.boundary {
      case .line: lineStart()
      case .paragraph: paragraphStart
      default: 0
      }
    return String(characters[max(start, cursor - limit)..<cursor])
  }
}
