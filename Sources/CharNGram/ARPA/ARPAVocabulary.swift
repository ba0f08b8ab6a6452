internal import CharText

/// The words of an ARPA file that are characters, and their tokens.
struct ARPAVocabulary {
  let vocabulary: Vocabulary
  let words: ARPAWords

  /// Makes the vocabulary of the 1-grams.
  ///
  /// - Parameters:
  ///   - grams: the 1-grams.
  ///   - unit: the unit of the words; nil = found from them.
  /// - Throws: `ARPAError` with line and column.
  init(_ grams: ARPAReader.SingleGrams, unit: TextUnit?) throws(ARPAError) {
    let end = grams.end
    var meanings: [ArraySlice<UInt8>: ARPAWord] = [:]
    var pieces: [(bytes: [UInt8], word: ArraySlice<UInt8>, line: Int)] = []
    var bytes: Set<UInt8> = []
    for (word, line) in grams.words {
      guard let meaning = ARPAWord(Array(word)) else {
        throw grams.error(
          "\(ARPALines.shown(word)) does not spell a character", word, line: line)
      }
      guard meanings.updateValue(meaning, forKey: word) == nil else {
        throw grams.error("\(ARPALines.shown(word)) again", word, line: line)
      }
      switch meaning {
      case .piece(let piece): pieces.append((piece, word, line))
      case .byte(let byte): bytes.insert(byte)
      case .unknown, .start, .end: continue
      }
    }
    guard meanings[ARPAWords.end] != nil else {
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
    for (piece, word, line) in pieces where !Self.fits(piece, unit) {
      throw grams.error(
        "\(ARPALines.shown(piece[...])) is not one \(unit.rawValue): the words of the file are not the "
          + "characters of a text", word, line: line)
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
    var tokens: [ArraySlice<UInt8>: Token] = [:]
    for (word, meaning) in meanings {
      switch meaning {
      case .unknown: tokens[word] = Vocabulary.unknown
      case .piece(let piece): tokens[word] = vocabulary.token(forBytes: piece)
      case .byte(let byte):
        tokens[word] = Vocabulary.firstPiece + Token(firstByte) + Token(byte)
      case .start, .end: continue
      }
    }
    words = ARPAWords(tokens, count: vocabulary.count)
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
