internal import CharText

/// The words of an ARPA file and their tokens. `<s>` and `</s>` are one token, the document boundary.
struct ARPAWords {
  /// The number of tokens.
  let count: Int
  /// The tokens of all words but `<s>` and `</s>`.
  private let tokens: [ArraySlice<UInt8>: Token]

  static let (start, end) = (Array("<s>".utf8)[...], Array("</s>".utf8)[...])

  /// Creates words.
  ///
  /// - Parameters:
  ///   - tokens: the tokens of all words but `<s>` and `</s>`.
  ///   - count: the number of tokens.
  init(_ tokens: [ArraySlice<UInt8>: Token], count: Int) {
    (self.tokens, self.count) = (tokens, count)
  }

  /// The token of a word as the first of a gram, which may be `<s>`.
  func first(_ word: ArraySlice<UInt8>) -> Token? {
    word == Self.start ? Vocabulary.documentBoundary : tokens[word]
  }

  /// The token of a word between the first and the last of a gram.
  func inner(_ word: ArraySlice<UInt8>) -> Token? { tokens[word] }

  /// The token of a word as the last of a gram, which may be `</s>`.
  func last(_ word: ArraySlice<UInt8>) -> Token? {
    word == Self.end ? Vocabulary.documentBoundary : tokens[word]
  }

  /// Returns true if the word is one of the 1-grams.
  func contains(_ word: ArraySlice<UInt8>) -> Bool {
    tokens[word] != nil || word == Self.start || word == Self.end
  }
}
