public import CharText
internal import Foundation

extension NGramModel {
  /// Returns the model in the ARPA format, as SRILM and KenLM read it: log10 probabilities and back-off
  /// weights, with seven decimals.
  ///
  /// Every token of the vocabulary is one of the words; `<s>` and `</s>` are the document boundary before a
  /// document and after it. A space, a line feed and other characters that cannot be seen are spelled by
  /// number: `<U+0020>`, `<U+000A>`; bytes are `<0x0A>`.
  ///
  /// - Parameter vocabulary: the tokens; its size is that of the model.
  /// - Returns: the bytes of the file.
  /// - Throws: `ARPAError` if the vocabulary has conditions, which ARPA files have no words for.
  public func arpa(_ vocabulary: Vocabulary) throws(ARPAError) -> [UInt8] {
    precondition(
      vocabulary.count == vocabularySize,
      "a vocabulary of \(vocabulary.count) tokens with a model of \(vocabularySize)")
    guard vocabulary.conditionNames.isEmpty else {
      throw ARPAError("the model has conditions, which ARPA files have no words for")
    }
    let words = (0..<vocabulary.count).map { Array(Self.word(Token($0), vocabulary).utf8) }
    let end = Array("</s>".utf8)
    let boundary = Int(Vocabulary.documentBoundary)

    var file = ARPAText()
    file.add("\\data\\\n")
    for (index, count) in gramCounts.enumerated() {
      // The boundary is two words.
      file.add("ngram \(index + 1)=\(index == 0 ? count + 1 : count)\n")
    }
    file.add("\n\\1-grams:\n")
    for token in 0..<vocabularySize {
      if token == boundary {
        file.add(log10(levels[0].probabilities[token]), end, backoff: nil)
        file.add(-99, words[token], backoff: backoff(0, token))
      } else {
        file.add(log10(levels[0].probabilities[token]), words[token], backoff: backoff(0, token))
      }
    }
    var contexts = words
    for length in levels.indices.dropFirst() {
      file.add("\n\\\(length + 1)-grams:\n")
      var next: [[UInt8]] = []
      for (parent, context) in contexts.enumerated() {
        for gram in levels[length - 1].extensions(of: parent) {
          let token = Int(levels[length].tokens[gram])
          let text = context + [UInt8(ascii: " ")] + (token == boundary ? end : words[token])
          file.add(
            log10(levels[length].probabilities[gram]), text, backoff: backoff(length, gram))
          if length < order - 1 { next.append(text) }
        }
      }
      contexts = next
    }
    file.add("\n\\end\\\n")
    return file.bytes
  }

  /// The log10 of a gram's back-off weight; nil if nothing follows the gram.
  private func backoff(_ level: Int, _ gram: Int) -> Double? {
    guard level < order - 1, !levels[level].extensions(of: gram).isEmpty else { return nil }
    return log10(levels[level].backoffs[gram])
  }

  /// The word of a token as the start of a gram.
  private static func word(_ token: Token, _ vocabulary: Vocabulary) -> String {
    switch vocabulary.entry(of: token) {
    case nil: token == Vocabulary.unknown ? "<unk>" : "<s>"
    case .piece(let piece): ARPAWord.spelling(ofPiece: piece)
    case .byte(let byte): ARPAWord.spelling(ofByte: byte)
    case .condition(let name): name
    }
  }
}

/// The text of an ARPA file as it grows.
private struct ARPAText {
  private(set) var bytes: [UInt8] = []

  /// 10 to the number of decimals.
  private static let scale = 1e7

  mutating func add(_ text: String) { bytes += text.utf8 }

  /// Adds the line of a gram.
  mutating func add(_ logProbability: Double, _ words: [UInt8], backoff: Double?) {
    add(logProbability)
    bytes.append(UInt8(ascii: "\t"))
    bytes += words
    if let backoff {
      bytes.append(UInt8(ascii: "\t"))
      add(backoff)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Adds a number of seven decimals.
  private mutating func add(_ value: Double) {
    // Numbers below those of any program stand for zero probability.
    let scaled = Int((max(value, -99) * Self.scale).rounded())
    if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
    let (whole, decimals) = scaled.magnitude.quotientAndRemainder(dividingBy: UInt(Self.scale))
    bytes += String(whole).utf8
    bytes.append(UInt8(ascii: "."))
    // The leading one keeps leading zeros.
    bytes += String(decimals + UInt(Self.scale)).utf8.dropFirst()
  }
}
