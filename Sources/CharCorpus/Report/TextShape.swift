/// Features of the lines of a text that suggest a document boundary.
struct TextShape {
  /// The number of lines that end like a sentence, and like the middle of one (hyphen, comma, small
  /// letter).
  private(set) var (sentenceEnds, middleEnds) = (0, 0)
  /// The number of lines that end like code, markup or tunes.
  private(set) var codeEnds = 0
  /// The number of lines that end with a space.
  private(set) var trailingSpaces = 0
  /// The number of blocks of lines between blank lines.
  private(set) var blocks = 0
  private var isInBlock = false
  /// The number of blocks that start with each of the first few characters.
  private var starts: [UInt32: Int] = [:]

  /// The largest share of blocks that start with the same character.
  var alikeBlocks: Double {
    blocks == 0 ? 0 : Double(starts.values.max() ?? 0) / Double(blocks)
  }

  mutating func passBlankLine() { isInBlock = false }

  /// Counts a carriage return that does not end a line now, but will after cleaning.
  mutating func passReturn(after last: UInt32) {
    if Self.isSpace(last) { trailingSpaces += 1 }
  }

  private static func isSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x20, 0x09, 0xA0, 0x3000: true
    default: false
    }
  }

  mutating func passLine(first: UInt32, last: UInt32) {
    if !isInBlock {
      blocks += 1
      if starts.count < 64 || starts[first] != nil { starts[first, default: 0] += 1 }
    }
    isInBlock = true
    // { } ; > < | \ : # = / *
    switch last {
    case 0x7B, 0x7D, 0x3B, 0x3E, 0x3C, 0x7C, 0x5C, 0x3A, 0x23, 0x3D, 0x2F, 0x2A: codeEnds += 1
    default: break
    }
    switch last {
    case _ where Self.isSpace(last): trailingSpaces += 1
    case 0x2E, 0x21, 0x3F, 0x22, 0x27, 0x29, 0x2026, 0x201D, 0x2019, 0xBB, 0x3002, 0xFF01, 0xFF1F,
      0x300D, 0x300F, 0x964, 0x61F, 0x6D4:
      sentenceEnds += 1
    case 0x61...0x7A, 0x2C, 0x2D, 0x3B, 0xFF0C, 0x3001, 0x430...0x45F, 0xDF...0xFF:
      middleEnds += 1
    default: break
    }
  }
}
