internal import CharText

/// An estimate, from a sample of its tokens, of whether a text has spaces between its words.
///
/// Chinese, Japanese and Thai, among others, are written without spaces. A run of non-white-space is then a
/// sentence or a paragraph, and the perplexity of such a run has no meaning.
struct WordSeparation {
  /// Scripts without spaces between words.
  private static let scripts: Set = [
    "Balinese", "Bopomofo", "Han", "Hiragana", "Javanese", "Katakana", "Khmer", "Lao", "Myanmar",
    "New_Tai_Lue", "Tai_Le", "Tai_Tham", "Thai", "Tibetan", "Yi",
  ]
  /// The mean length of a word with the space after it, in characters, that no language reaches.
  private static let longestWord = 40.0
  /// The number of pieces of the sample, spread evenly over the text, and the tokens of each.
  private static let (pieces, piece) = (64, 1024)

  /// True if spaces separate the words of the text.
  let isBySpaces: Bool

  init(_ corpus: EncodedCorpus, _ tokenizer: Tokenizer) {
    let statistics = corpus.statistics
    let meanLength = Double(statistics.characters) / Double(max(1, statistics.words))
    guard meanLength <= Self.longestWord else {
      isBySpaces = false
      return
    }
    let isUnseparated = Scripts.shared.names.map(Self.scripts.contains)
    let isLetter = Scripts.shared.names.map { !["Common", "Inherited", "Unknown"].contains($0) }
    var (letters, unseparated) = (0, 0)
    let count = corpus.tokens.count
    for start in stride(from: 0, to: count, by: max(Self.piece, count / Self.pieces)) {
      let tokens = corpus.tokens[start..<min(start + Self.piece, count)]
      for scalar in tokenizer.decode(tokens).unicodeScalars {
        let script = Scripts.shared.index(of: scalar.value)
        if isLetter[script] { letters += 1 }
        if isUnseparated[script] { unseparated += 1 }
      }
    }
    isBySpaces = 2 * unseparated <= letters
  }
}
