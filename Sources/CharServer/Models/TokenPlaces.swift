internal import CharLM
internal import CharText

/// Tokens of a text and their places in it, for the arrays that clients read.
struct TokenPlaces: Sendable {
  /// The tokens.
  var tokens: [Token]
  /// The place of each in Unicode scalars of the text.
  var offsets: [Int]
  /// The text.
  var text: String
  /// The number of Unicode scalars of the text.
  var count: Int { text.unicodeScalars.count }

  /// Reads a text; places are those of the text as it was sent.
  ///
  /// - Throws: `TokenizerError` if the model refuses it.
  init(_ text: String, _ tokenizer: Tokenizer) throws {
    let tokens = try tokenizer.encode(text)
    self.init(tokens, tokenizer)
    self.text = text
    // A text is one document, whatever the files are that the model has read.
    var configuration = tokenizer.configuration
    (configuration.boundary, configuration.condition) = (.file, nil)
    configuration.delimiter = nil
    let whole = Tokenizer(configuration: configuration, vocabulary: tokenizer.vocabulary)
    guard let located = try? LocatedText(text, for: whole), located.documents.count == 1,
      located.documents[0].tokens == tokens
    else { return }
    offsets = Self.scalars(located.source, at: located.documents[0].ranges.map(\.lowerBound))
  }

  /// Decodes tokens.
  init(_ tokens: [Token], _ tokenizer: Tokenizer) {
    self.tokens = tokens
    var decoder = StreamingDecoder(tokenizer.vocabulary)
    (offsets, text) = ([], "")
    var count = 0
    for token in tokens {
      offsets.append(count)
      let piece = decoder.append(token)
      count += piece.unicodeScalars.count
      text += piece
    }
    text += decoder.finish()
  }

  /// The numbers of scalars before places in UTF-8, which are in ascending order.
  private static func scalars(_ bytes: [UInt8], at places: [Int]) -> [Int] {
    var (place, count) = (0, 0)
    return places.map { next in
      while place < next {
        if bytes[place] & 0xC0 != 0x80 { count += 1 }
        place += 1
      }
      return count
    }
  }
}

extension Vocabulary {
  /// The text of a token in arrays and as a key: characters as they are, bytes that are none as `bytes:\xE4`.
  func name(of token: Token) -> String {
    guard contains(token) else { return "<unk>" }
    switch entry(of: token) {
    case .piece(let piece): return String(decoding: piece, as: UTF8.self)
    case .byte(let byte) where unit == .byte && byte < 0x80:
      return String(Unicode.Scalar(byte))
    case .byte(let byte):
      let digits = String(UInt16(byte) + 0x100, radix: 16).dropFirst()
      return "bytes:\\x\(digits)"
    case .condition, nil: return displayName(of: token)
    }
  }
}
