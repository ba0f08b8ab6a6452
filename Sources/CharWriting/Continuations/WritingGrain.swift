internal import CharText

/// How much of a continuation is asked for or accepted at a time.
package enum WritingGrain: String, CaseIterable, Sendable {
  /// One character.
  case character
  /// A word with the spaces before it. In scripts without spaces a word ends with the next punctuation mark.
  case word
  /// The rest of the line, or a line if there is nothing left of it; of a long line the sentences that make up
  /// a line of a page.
  case line
  /// All of it, until the model or a constraint ends the text.
  case text

  /// The next coarser grain; after the whole text the character.
  package var next: WritingGrain {
    switch self {
    case .character: .word
    case .word: .line
    case .line: .text
    case .text: .character
    }
  }

  /// Returns the number of characters of the first unit; nil if the text may end before it does.
  ///
  /// - Parameter text: the text that is continued.
  /// - Returns: the length of the first character, word or line.
  package func end(in text: [Character]) -> Int? {
    switch self {
    case .character: return text.isEmpty ? nil : 1
    case .word: return Self.wordEnd(text)
    case .line:
      guard let start = text.firstIndex(where: { !$0.isWhitespace }) else { return nil }
      return text.indices[start...].first { text[$0].isNewline || Self.endsSentence($0, text) }
    case .text: return nil
    }
  }

  /// Characters after which a line may end with a sentence.
  private static let longLine = 60

  /// True if a sentence ends before a character, far enough from the start.
  private static func endsSentence(_ index: Int, _ text: [Character]) -> Bool {
    guard index > longLine else { return false }
    let last = text[index - 1]
    if "。！？".contains(last) { return !text[index].isPunctuation }
    guard text[index] == " " else { return false }
    return ".!?".contains(last) || ("\"”’'".contains(last) && ".!?".contains(text[index - 2]))
  }

  private static func wordEnd(_ text: [Character]) -> Int? {
    guard let start = text.firstIndex(where: { !$0.isWhitespace }) else { return nil }
    guard isUnspaced(text[start]) else {
      return text[start...].dropFirst().firstIndex { $0.isWhitespace || isUnspaced($0) }
    }
    for index in start + 1..<text.count {
      if text[index].isWhitespace { return index }
      // Several marks stay together.
      if !text[index].isPunctuation, text[index - 1].isPunctuation { return index }
    }
    return nil
  }

  /// True for letters that stand without spaces between words.
  private static func isUnspaced(_ character: Character) -> Bool {
    character.isLetter && character.cells == 2
  }
}
