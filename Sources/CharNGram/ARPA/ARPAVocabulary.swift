internal import CharText

/// The words of an ARPA file and their tokens.
struct ARPAVocabulary {
  let vocabulary: Vocabulary
  /// The tokens of all words but `<s>` and `</s>`.
  private var tokens: [ArraySlice<UInt8>: Token] = [:]

  private static let (start, end) = (Array("<s>".utf8)[...], Array("</s>".utf8)[...])

  /// Makes the vocabulary of the 1-grams.
  ///
  /// - Parameters:
  ///   - words: the words with their lines.
  ///   - unit: the unit of the words; nil = found from them.
  ///   - end: the line of the section's end.
  /// - Throws: `ARPAError` with the line.
  init(
    _ words: [(bytes: ArraySlice<UInt8>, line: Int)], unit: TextUnit?, end: Int
  ) throws(ARPAError) {
    var meanings: [ArraySlice<UInt8>: ARPAWord] = [:]
    var pieces: [(bytes: [UInt8], line: Int)] = []
    var bytes: Set<UInt8> = []
    for (word, line) in words {
      guard let meaning = ARPAWord(Array(word)) else {
        throw ARPAError("\(ARPALines.shown(word)) does not spell a character", line: line)
      }
      guard meanings.updateValue(meaning, forKey: word) == nil else {
        throw ARPAError("\(ARPALines.shown(word)) again", line: line)
      }
      switch meaning {
      case .piece(let piece): pieces.append((piece, line))
      case .byte(let byte): bytes.insert(byte)
      case .unknown, .start, .end: continue
      }
    }
    guard meanings[Self.end] != nil else {
      throw ARPAError("</s> is not one of the 1-grams", line: end)
    }
    guard bytes.isEmpty || bytes.count == 256 else {
      throw ARPAError(
        "the 1-grams have \(bytes.count) bytes such as <0x0A>; expected none or all 256", line: end)
    }
    let found: TextUnit =
      pieces.isEmpty && !bytes.isEmpty
      ? .byte : pieces.contains { Self.scalars($0.bytes) > 1 } ? .grapheme : .scalar
    let unit = unit ?? found
    for (piece, line) in pieces where !Self.fits(piece, unit) {
      throw ARPAError(
        "\(ARPALines.shown(piece[...])) is not one \(unit.rawValue): its words are not the "
          + "characters of a text", line: line)
    }
    guard unit != .byte || !bytes.isEmpty else {
      throw ARPAError("the 1-grams have no bytes such as <0x0A>", line: end)
    }
    do {
      vocabulary = try Vocabulary(
        pieces: pieces.map(\.bytes), unit: unit, spellsBytes: !bytes.isEmpty)
    } catch .repeatedPiece(let name) {
      throw ARPAError("two words spell \(name)", line: end)
    } catch {
      throw ARPAError("\(error)", line: end)
    }
    let firstByte = vocabulary.entries.firstIndex(of: .byte(0)) ?? 0
    for (word, meaning) in meanings {
      switch meaning {
      case .unknown: tokens[word] = Vocabulary.unknown
      case .piece(let piece): tokens[word] = vocabulary.token(forBytes: piece)
      case .byte(let byte):
        tokens[word] = Vocabulary.firstPiece + Token(firstByte) + Token(byte)
      case .start, .end: continue
      }
    }
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

  /// Returns true if the vocabulary contains the word.
  func contains(_ word: ArraySlice<UInt8>) -> Bool {
    tokens[word] != nil || word == Self.start || word == Self.end
  }

  private static func scalars(_ piece: [UInt8]) -> Int {
    String(decoding: piece, as: UTF8.self).unicodeScalars.count
  }

  private static func fits(_ piece: [UInt8], _ unit: TextUnit) -> Bool {
    switch unit {
    case .scalar: scalars(piece) == 1
    case .grapheme: String(decoding: piece, as: UTF8.self).count == 1
    case .byte: false
    }
  }
}
