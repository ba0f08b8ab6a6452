internal import CharText
internal import Foundation

/// An n-gram model over words, of an ARPA file as KenLM and SRILM write it.
///
///     let model = try WordModel(arpa: bytes)
///     print(model.score(Array("the miller walks".utf8)).log10Probability)
///
/// Scores are those of KenLM: a word that the file lacks is `<unk>`, with the probability 10⁻¹⁰⁰ if the file
/// lacks that too.
public struct WordModel: Sendable {
  /// The probabilities and back-off weights.
  public let model: NGramModel
  private let tokens: [[UInt8]: Token]

  /// The score of a text.
  public struct Score: Sendable, Equatable {
    /// log10 p of the text.
    public let log10Probability: Double
    /// The number of words of the text.
    public let words: Int
    /// The number of these words that the model does not know.
    public let unknownWords: Int
    /// The number of predictions: the words, and the end if it counts.
    public let predictions: Int

    /// The perplexity per prediction; nil without predictions, or where it is beyond the largest number.
    public var perplexity: Double? {
      let value = pow(10, -log10Probability / Double(predictions))
      return predictions > 0 && value.isFinite ? value : nil
    }
  }

  /// Reads a file.
  ///
  /// - Parameter file: the bytes of the file.
  /// - Throws: `ARPAError` with line and column.
  public init(arpa file: [UInt8]) throws(ARPAError) {
    var reader = ARPAReader(file)
    var tokens: [[UInt8]: Token] = [:]
    model = try reader.read { grams throws(ARPAError) in
      let words = try Self.words(grams)
      for (word, token) in words.tokens { tokens[Array(word)] = token }
      return ARPAWords(words.tokens, count: words.count)
    }
    self.tokens = tokens
  }

  /// Gives tokens to the words, in the order of the file after `<unk>` and the boundary.
  private static func words(
    _ grams: ARPAReader.SingleGrams
  ) throws(ARPAError) -> (tokens: [ArraySlice<UInt8>: Token], count: Int) {
    var tokens: [ArraySlice<UInt8>: Token] = [:]
    var (hasStart, hasEnd) = (false, false)
    var next = Vocabulary.firstPiece
    for (word, line) in grams.words {
      let isNew: Bool
      switch word {
      case ARPAWords.start: (isNew, hasStart) = (!hasStart, true)
      case ARPAWords.end: (isNew, hasEnd) = (!hasEnd, true)
      case _ where word.elementsEqual("<unk>".utf8) || word.elementsEqual("<UNK>".utf8):
        isNew = tokens.updateValue(Vocabulary.unknown, forKey: word) == nil
      default:
        isNew = tokens.updateValue(next, forKey: word) == nil
        next += 1
      }
      guard isNew else {
        throw grams.error("\(ARPALines.shown(word)) again", word, line: line)
      }
    }
    guard hasEnd else { throw ARPAError("</s> is not one of the 1-grams", line: grams.end) }
    return (tokens, Int(next))
  }

  /// Scores a text.
  ///
  /// - Parameters:
  ///   - text: words between white space.
  ///   - isSentence: whether the text is a sentence, which `<s>` precedes and whose end, `</s>`, counts.
  /// - Returns: the score.
  public func score(_ text: [UInt8], isSentence: Bool = true) -> Score {
    var context = model.start
    if isSentence { model.read(Vocabulary.documentBoundary, &context) }
    var (sum, words, unknown) = (0.0, 0, 0)
    for word in text.split(whereSeparator: { $0 == 0x20 || (0x09...0x0D).contains($0) }) {
      let token = tokens[Array(word)] ?? Vocabulary.unknown
      sum += model.read(token, &context)
      words += 1
      if token == Vocabulary.unknown { unknown += 1 }
    }
    if isSentence { sum += model.read(Vocabulary.documentBoundary, &context) }
    return Score(
      log10Probability: sum / log(10), words: words, unknownWords: unknown,
      predictions: words + (isSentence ? 1 : 0))
  }
}
