/// What is known of all lines, or of all documents.
struct PartStatistics {
  private(set) var lengths = LengthDistribution()
  private(set) var repeats = RepeatCounter()

  mutating func add(length: Int, hash: UInt64, _ text: () -> String) {
    lengths.add(length)
    repeats.add(hash, text: text)
  }
}

/// Unusual characters, how often each occurs and where it does first.
struct UnusualFinds {
  /// Different characters of which the place is kept; what there are more of are counted together.
  private static let limit = 4096

  private(set) var finds: [UInt32: (count: Int, first: CorpusReport.Place)] = [:]
  /// Finds beyond the limit, by their kind.
  private(set) var others: [UnusualKind: Int] = [:]

  mutating func add(_ scalar: UInt32, _ place: CorpusReport.Place) {
    if let found = finds[scalar] {
      finds[scalar] = (found.count + 1, found.first)
    } else if finds.count < Self.limit {
      finds[scalar] = (1, place)
    } else if let kind = UnusualKind(of: scalar) {
      others[kind, default: 0] += 1
    }
  }
}

/// What the lines of a text look like, from which follows what one document may be.
struct TextShape {
  /// Lines that end like a sentence, and with a hyphen, comma or small letter as in the middle of one.
  private(set) var (sentenceEnds, middleEnds) = (0, 0)
  /// Lines that end as those of code, markup and tunes do.
  private(set) var codeEnds = 0
  /// Lines that end with a space.
  private(set) var trailingSpaces = 0
  /// Blocks of lines between blank ones.
  private(set) var blocks = 0
  private var isInBlock = false
  /// How many blocks start with each character, of the first few that do.
  private var starts: [UInt32: Int] = [:]

  /// The largest share of blocks that start with the same character.
  var alikeBlocks: Double {
    blocks == 0 ? 0 : Double(starts.values.max() ?? 0) / Double(blocks)
  }

  mutating func passBlankLine() { isInBlock = false }

  /// Counts a return that ends no line, but will if it becomes a line feed.
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
