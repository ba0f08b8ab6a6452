/// Validates and counts the bytes of one file, chunk by chunk.
///
/// A chunk never starts or ends inside a sequence, so only counts are carried over.
package struct TextCheck {
  /// The treatment of bytes that are not UTF-8.
  package enum Handling {
    case fail, replace, pass
  }

  let file: String
  let handling: Handling
  package private(set) var bytes = 0
  private(set) var lineFeeds = 0
  private(set) var characters = 0
  private(set) var words = 0
  private(set) var zeroBytes = 0
  /// The number of U+FEFF, without one dropped at the start.
  private(set) var byteOrderMarks = 0
  package private(set) var replaced = 0
  /// The number of carriage returns before the first line feed.
  private var returns = 0
  /// The number of characters of the current line.
  private var columns = 0
  private var inWord = false
  private var firstBytes: [UInt8] = []
  /// The likely encoding of a text with many zeros at its start.
  private var encoding: EncodingGuess?
  private var sevenBit = SevenBitCheck()

  package init(file: String, handling: Handling) {
    self.file = file
    self.handling = handling
  }

  /// Counts a chunk, and replaces ill-formed sequences if requested.
  ///
  /// - Throws: ``CorpusError/invalidUTF8(_:bytes:guess:)``.
  package mutating func check(_ chunk: inout [UInt8]) throws {
    if firstBytes.count < 4 { firstBytes += chunk.prefix(4 - firstBytes.count) }
    var repaired: [UInt8] = []
    var copied = 0
    var index = 0
    while index < chunk.count {
      count(chunk, &index)
      guard index < chunk.count else { break }
      let next = UTF8Sequence(chunk, at: index, end: chunk.count)
      characters += 1
      countWord(isSpace: Self.isWhiteSpace(next.scalar))
      if next.kind != .scalar, handling != .pass {
        guard handling == .replace else {
          throw CorpusError.invalidUTF8(
            place(chunk, index), bytes: Array(chunk[index..<index + next.length]),
            guess: guess(chunk, index))
        }
        replaced += 1
        repaired += chunk[copied..<index]
        repaired += UTF8Sequence.replacementBytes
        copied = index + next.length
      }
      index += next.length
    }
    if bytes == 0, handling != .pass, zeroBytes * 10 > chunk.count {
      encoding = EncodingGuess.guess(chunk, isStart: true)
    }
    if handling != .pass { sevenBit.add(chunk, isASCII: characters == bytes + chunk.count) }
    bytes += chunk.count
    if lineFeeds == 0 { returns += chunk.count { $0 == ASCII.carriageReturn } }
    columns = Self.column(chunk, chunk.count, from: columns)
    if copied > 0 { chunk = repaired + chunk[copied...] }
  }

  /// Returns the position of a byte of a chunk in the file.
  private func place(_ chunk: [UInt8], _ index: Int) -> TextPlace {
    TextPlace(
      file: file, line: lineFeeds + 1, column: Self.column(chunk, index, from: columns) + 1,
      offset: bytes + index)
  }

  /// Returns the number of characters of the line before an index.
  private static func column(_ chunk: [UInt8], _ index: Int, from start: Int) -> Int {
    let end = chunk[..<index].lastIndex(of: ASCII.lineFeed)
    return (end == nil ? start : 0)
      + UTF8Sequence.count(chunk, from: end.map { $0 + 1 } ?? 0, to: index)
  }

  /// Returns the likely encoding of the text.
  private func guess(_ chunk: [UInt8], _ index: Int) -> EncodingGuess? {
    let isStart = bytes == 0
    // Past the start of a file, non-ASCII text before this place was valid UTF-8.
    guard isStart || characters == bytes + index + 1 else { return nil }
    return EncodingGuess.guess(chunk, isStart: isStart)
  }

  /// Counts ASCII and well-formed sequences of two and three bytes that a fast check accepts, up to
  /// the first other byte.
  private mutating func count(_ chunk: [UInt8], _ index: inout Int) {
    let input = chunk.span
    let end = chunk.count
    var position = index
    var (characters, words, lineFeeds, zeroBytes, byteOrderMarks) = (0, 0, 0, 0, 0)
    // The highest bit of a byte, set after white space.
    var afterSpace: UInt64 = inWord ? 0 : 0x80
    while position < end {
      if position + 8 <= end {
        let word = input.word(at: position)
        if word & ByteMask.highBits == 0 {
          let spaces = ByteMask.whiteSpace(word)
          words &+= ByteMask.count(~spaces & (spaces << 8 | afterSpace) & ByteMask.highBits)
          afterSpace = spaces >> 56
          lineFeeds &+= ByteMask.count(ByteMask.equal(word, to: ASCII.lineFeed))
          zeroBytes &+= ByteMask.count(ByteMask.equal(word, to: 0))
          position += 8
          characters &+= 8
          continue
        }
      }
      let first = input[position]
      if first < 0x80 {
        let isSpace = first == ASCII.space || first &- ASCII.tab < 5
        if !isSpace && afterSpace != 0 { words &+= 1 }
        afterSpace = isSpace ? 0x80 : 0
        if first == ASCII.lineFeed { lineFeeds &+= 1 }
        if first == 0 { zeroBytes &+= 1 }
        position += 1
      } else {
        var length = 2
        var isSpace = false
        if first >= 0xC3, first < 0xE0, position + 1 < end {
          guard input[position + 1] & 0xC0 == 0x80 else { break }
        } else if first > 0xE0, first < 0xF0, first != 0xED, position + 2 < end {
          let (second, third) = (input[position + 1], input[position + 2])
          guard second & 0xC0 == 0x80, third & 0xC0 == 0x80 else { break }
          isSpace = first < 0xE4 && Self.isWhiteSpace(first, second, third)
          if first == 0xEF && second == 0xBB && third == 0xBF { byteOrderMarks &+= 1 }
          length = 3
        } else {
          break
        }
        if !isSpace && afterSpace != 0 { words &+= 1 }
        afterSpace = isSpace ? 0x80 : 0
        position += length
      }
      characters &+= 1
    }
    self.characters += characters
    self.words += words
    self.lineFeeds += lineFeeds
    self.zeroBytes += zeroBytes
    self.byteOrderMarks += byteOrderMarks
    inWord = afterSpace == 0
    index = position
  }

  /// Returns whether the three bytes of a scalar from U+1000 on are white space.
  @inline(__always)
  private static func isWhiteSpace(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
    switch (first, second) {
    case (0xE2, 0x80): third < 0x8B || third == 0xA8 || third == 0xA9 || third == 0xAF
    case (0xE3, 0x80): third == 0x80
    case (0xE2, 0x81): third == 0x9F
    case (0xE1, 0x9A): third == 0x80
    default: false
    }
  }

  private mutating func countWord(isSpace: Bool) {
    if !isSpace && !inWord { words += 1 }
    inWord = !isSpace
  }

  /// Returns whether a scalar beyond ASCII has the property White_Space.
  private static func isWhiteSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// The likely encoding of a text whose bytes are all ASCII.
  private var sevenBitGuess: EncodingGuess? {
    var check = sevenBit
    check.finish()
    return check.guess
  }

  private var encodingHint: String? {
    if let name = EncodingGuess.marked(firstBytes), ["UTF-16", "UTF-32"].contains(name.prefix(6)) {
      return "looks like \(name)"
    }
    guard zeroBytes * 10 > bytes else { return nil }
    return encoding.map { "looks like \($0.description)" }
  }

  /// Uncounts a byte order mark at the start, which is not a character.
  mutating func leaveOutByteOrderMark() {
    bytes -= UTF8Sequence.byteOrderMark.count
    characters -= 1
    byteOrderMarks -= 1
  }

  /// A warning about a file whose lines all end with CR, so that they form one line; nil for
  /// others.
  package var returnsWarning: String? {
    guard lineFeeds == 0, returns > 1 else { return nil }
    return
      "\(file): has \(returns) CR and no LF, so that all of it is one line; pass `line_ends` lf"
  }

  /// Returns a warning about U+FEFF inside files, where it is a character; nil if there is none.
  static func warning(byteOrderMarks count: Int, in files: [String]) -> String? {
    guard count > 0 else { return nil }
    return "\(CorpusError.list(files)): \(count) U+FEFF inside the text, as where files with byte "
      + "order marks were joined; cleaning with `strip_bom` takes away those at the start of "
      + "lines, with `drop_invisible` all"
  }

  /// A warning about a file that is unlikely to be text in UTF-8, although all its bytes are valid.
  package var warning: String? {
    guard handling != .pass else { return nil }
    if let guess = sevenBitGuess {
      let advice =
        guess.isConvertible
        ? "name its encoding, or convert it to UTF-8"
        : "convert it to UTF-8 with another program: iconv does not know this encoding"
      return "\(file): looks like \(guess.description), and is read as ASCII; \(advice)"
    }
    let advice = "name its encoding, or convert it to UTF-8"
    if let hint = encodingHint { return "\(file): \(hint); \(advice)" }
    guard zeroBytes * 10 > bytes else { return nil }
    return "\(file): \(zeroBytes) of its \(bytes) bytes are zero: looks like UTF-16 or UTF-32, "
      + "or not text; \(advice)"
  }
}
