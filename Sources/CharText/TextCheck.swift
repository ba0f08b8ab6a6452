/// Checks and counts the bytes of one file, chunk by chunk.
///
/// A chunk never starts or ends inside a sequence, so that nothing but counts is carried over.
package struct TextCheck {
  /// What happens to bytes that are not UTF-8.
  package enum Handling {
    case fail, replace, pass
  }

  let file: String
  let handling: Handling
  private(set) var bytes = 0
  private(set) var lineFeeds = 0
  private(set) var characters = 0
  private(set) var words = 0
  private(set) var zeroBytes = 0
  private(set) var replaced = 0
  private var inWord = false
  private var firstBytes: [UInt8] = []

  package init(file: String, handling: Handling) {
    self.file = file
    self.handling = handling
  }

  /// Counts a chunk, and makes it well-formed where that is asked for.
  ///
  /// - Throws: ``CorpusError/invalidUTF8(file:line:offset:bytes:hint:)``.
  package mutating func check(_ chunk: inout [UInt8]) throws {
    if firstBytes.count < 4 { firstBytes += chunk.prefix(4 - firstBytes.count) }
    var repaired: [UInt8] = []
    var copied = 0
    var index = 0
    while index < chunk.count {
      countASCII(chunk, &index)
      guard index < chunk.count else { break }
      let next = UTF8Sequence(chunk, at: index, end: chunk.count)
      count(next.scalar)
      if next.kind != .scalar, handling != .pass {
        guard handling == .replace else {
          throw CorpusError.invalidUTF8(
            file: file, line: lineFeeds + 1, offset: bytes + index,
            bytes: Array(chunk[index..<index + next.length]), hint: encodingHint)
        }
        replaced += 1
        repaired += chunk[copied..<index]
        repaired += UTF8Sequence.replacementBytes
        copied = index + next.length
      }
      index += next.length
    }
    bytes += chunk.count
    if copied > 0 { chunk = repaired + chunk[copied...] }
  }

  /// Counts ASCII up to the next byte that is not.
  private mutating func countASCII(_ chunk: [UInt8], _ index: inout Int) {
    var (position, words, lineFeeds, inWord) = (index, self.words, self.lineFeeds, self.inWord)
    while position < chunk.count {
      let byte = chunk[position]
      if byte >= 0x80 { break }
      let isSpace = byte == ASCII.space || byte &- ASCII.tab < 5
      if !isSpace && !inWord { words += 1 }
      inWord = !isSpace
      if byte == ASCII.lineFeed { lineFeeds += 1 }
      if byte == 0 { zeroBytes += 1 }
      position += 1
    }
    characters += position - index
    (index, self.words, self.lineFeeds, self.inWord) = (position, words, lineFeeds, inWord)
  }

  private mutating func count(_ scalar: UInt32) {
    characters += 1
    let isSpace = Self.isWhiteSpace(scalar)
    if !isSpace && !inWord { words += 1 }
    inWord = !isSpace
  }

  /// The scalars beyond ASCII with the property White_Space.
  private static func isWhiteSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  private var encodingHint: String? {
    if firstBytes.starts(with: [0xFF, 0xFE, 0, 0]) || firstBytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      return "looks like UTF-32"
    }
    if firstBytes.starts(with: [0xFF, 0xFE]) || firstBytes.starts(with: [0xFE, 0xFF]) {
      return "looks like UTF-16"
    }
    return nil
  }

  /// A warning about a file that cannot be text in UTF-8, though all its bytes could be read.
  var warning: String? {
    guard handling != .pass else { return nil }
    let advice = "convert it to UTF-8"
    if let hint = encodingHint { return "\(file): \(hint); \(advice)" }
    guard zeroBytes * 10 > bytes else { return nil }
    return "\(file): \(zeroBytes) of its \(bytes) bytes are zero: looks like UTF-16 or UTF-32, "
      + "or no text at all; \(advice)"
  }
}
