import CharText
import Testing

/// Bytes that are not UTF-8, in every place of a file.
@Suite struct HostileUTF8Tests {
  struct Sequence: Sendable, CustomTestStringConvertible {
    var kind: String
    var bytes: [UInt8]
    /// The bytes of the first maximal subpart, which the message shows.
    var first: Int

    init(_ kind: String, _ bytes: [UInt8], first: Int = 1) {
      (self.kind, self.bytes, self.first) = (kind, bytes, first)
    }

    var testDescription: String { "\(kind) \(bytes)" }
  }

  static let sequences = [
    Sequence("a continuation byte alone", [0x80]), Sequence("the last one alone", [0xBF]),
    Sequence("two of them", [0xA0, 0x80]), Sequence("an overlong slash in two", [0xC0, 0xAF]),
    Sequence("the last overlong pair", [0xC1, 0xBF]),
    Sequence("an overlong slash in three", [0xE0, 0x80, 0xAF]),
    Sequence("the last overlong triple", [0xE0, 0x9F, 0xBF]),
    Sequence("an overlong slash in four", [0xF0, 0x80, 0x80, 0xAF]),
    Sequence("the last overlong four", [0xF0, 0x8F, 0xBF, 0xBF]),
    Sequence("an overlong zero", [0xC0, 0x80]),
    Sequence("the first surrogate", [0xED, 0xA0, 0x80]),
    Sequence("the last surrogate", [0xED, 0xBF, 0xBF]),
    Sequence("a pair of surrogates", [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80]),
    Sequence("above U+10FFFF", [0xF4, 0x90, 0x80, 0x80]),
    Sequence("far above it", [0xF7, 0xBF, 0xBF, 0xBF]),
    Sequence("five bytes", [0xF8, 0x88, 0x80, 0x80, 0x80]),
    Sequence("six bytes", [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80]), Sequence("0xFE", [0xFE]),
    Sequence("0xFF", [0xFF]), Sequence("half of two", [0xC3]), Sequence("a third", [0xE2]),
    Sequence("two thirds", [0xE2, 0x82], first: 2), Sequence("a quarter", [0xF0]),
    Sequence("two quarters", [0xF0, 0x9F], first: 2),
    Sequence("three quarters", [0xF0, 0x9F, 0x98], first: 3),
    Sequence("half of two, then ASCII", [0xC3, 0x28]),
    Sequence("a third, then ASCII", [0xE2, 0x28, 0xA1]),
    Sequence("two thirds, then a start", [0xE2, 0x82, 0xC3, 0xA9], first: 2),
    Sequence("three quarters, twice", [0xF0, 0x9F, 0x98, 0xF0, 0x9F, 0x98], first: 3),
    Sequence("Latin-1", [0xE9, 0x74, 0xE9]), Sequence("Windows quotes", [0x93, 0x61, 0x94]),
    Sequence("Shift JIS", [0x93, 0xFA, 0x96, 0x7B]),
    Sequence("GB 18030", [0xD6, 0xD0, 0xCE, 0xC4]),
  ]

  enum Place: CaseIterable {
    case alone, start, end, middle, border

    func text(_ bytes: [UInt8]) -> (before: [UInt8], after: [UInt8]) {
      let (before, after) = (Array("eins é\n二 zwei ".utf8), Array(" drei\nvier".utf8))
      return switch self {
      case .alone: ([], [])
      case .start: ([], after)
      case .end: (before, [])
      case .middle, .border: (before, after)
      }
    }
  }

  static let count = sequences.count * Place.allCases.count

  private let folder: Folder
  init() throws { folder = try Folder() }

  @Test(
    "is an error with file, line and byte; or U+FFFD; or bytes", arguments: sequences,
    Place.allCases)
  func read(_ sequence: Sequence, _ place: Place) throws {
    let (before, after) = place.text(sequence.bytes)
    let text = before + sequence.bytes + after
    let path = try folder.write("bad.txt", text)
    // The border of the first chunk falls behind the first byte of the sequence.
    let chunkSize = place == .border ? before.count + 1 : 1 << 20
    func reader(_ policy: InvalidUTF8Policy = .error) -> CorpusReader {
      CorpusReader(paths: [path], invalidUTF8: policy, chunkSize: chunkSize)
    }
    let line = before.isEmpty ? 1 : 2
    for unit in [TextUnit.scalar, .grapheme] {
      let error = InvalidBytes { _ = try reader().build(TextConfiguration(unit: unit)) }
      #expect(error?.line == line)
      #expect(error?.offset == before.count)
      #expect(error?.bytes == Array(sequence.bytes[..<sequence.first]))
      let (tokenizer, corpus) = try reader(.replace).build(TextConfiguration(unit: unit))
      #expect(tokenizer.decode(corpus.tokens) == String(decoding: text, as: UTF8.self))
      #expect(corpus.statistics.replacedSequences > 0)
    }
    let raw = try reader().build(TextConfiguration(unit: .byte)).corpus
    #expect(raw.tokens.dropFirst().map { UInt8(truncatingIfNeeded: $0 - 2) } == text)
  }
}

/// Files in other encodings, and bytes that no text has.
@Suite struct HostileEncodingTests {
  private static let text = "Zeile é\n二\n"

  private static func wide(_ size: Int, isBig: Bool, mark: Bool) -> [UInt8] {
    let units =
      size == 2
      ? Self.text.utf16.map { UInt32($0) } : Self.text.unicodeScalars.map { $0.value }
    return ((mark ? [0xFEFF] : []) + units).flatMap { unit -> [UInt8] in
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: unit >> (8 * UInt32($0))) }
      return isBig ? bytes.reversed() : bytes
    }
  }

  /// A name, the bytes, and where the first that is not UTF-8 stands, what it is and looks like.
  static let refused: [(String, [UInt8], offset: Int, line: Int, bytes: [UInt8], hint: String?)] = [
    (
      "UTF-16, little end first, marked", wide(2, isBig: false, mark: true), 0, 1, [0xFF],
      "UTF-16LE"
    ),
    (
      "UTF-16, big end first, marked", wide(2, isBig: true, mark: true), 0, 1, [0xFE],
      "UTF-16BE"
    ),
    (
      "UTF-32, little end first, marked", wide(4, isBig: false, mark: true), 0, 1, [0xFF],
      "UTF-32LE"
    ),
    (
      "UTF-32, big end first, marked", wide(4, isBig: true, mark: true), 2, 1, [0xFE],
      "UTF-32BE"
    ),
    ("UTF-16, little end first", wide(2, isBig: false, mark: false), 12, 1, [0xE9], nil),
    ("UTF-16, big end first", wide(2, isBig: true, mark: false), 13, 1, [0xE9], nil),
    ("UTF-32, little end first", wide(4, isBig: false, mark: false), 24, 1, [0xE9], nil),
    ("UTF-32, big end first", wide(4, isBig: true, mark: false), 27, 1, [0xE9], nil),
    ("only a mark of UTF-16", [0xFF, 0xFE], 0, 1, [0xFF], "UTF-16LE"),
    ("half a mark of UTF-8", [0xEF, 0xBB], 0, 1, [0xEF, 0xBB], nil),
    ("a mark, then none", [0xEF, 0xBB, 0xBF, 0xFF], 3, 1, [0xFF], nil),
    ("the start of a PNG", [0x89, 0x50, 0x4E, 0x47], 0, 1, [0x89], nil),
    ("the start of a JPEG without its fourth byte", [0xFF, 0xD8, 0xFF], 0, 1, [0xFF], nil),
    ("half the start of an xz file", [0xFD, 0x37, 0x7A], 0, 1, [0xFD], nil),
    ("lines of CR and LF", Array("a\r\nb\r\n".utf8) + [0xC3], 6, 3, [0xC3], nil),
  ]

  /// A name, the bytes, the warnings about zero bytes, and characters.
  static let accepted: [(String, [UInt8], warnings: Int, characters: Int)] = [
    ("one zero byte", [0], 1, 1), ("zero bytes only", [UInt8](repeating: 0, count: 5000), 1, 5000),
    ("a few zero bytes", [0] + [UInt8](repeating: 0x61, count: 20), 0, 21),
    ("ASCII in UTF-16 without a mark", [0x61, 0, 0x62, 0, 0x0A, 0], 1, 6),
    ("only a line end", [0x0A], 0, 1),
    ("only CR", [0x0D], 0, 1), ("only CR LF", [0x0D, 0x0A], 0, 2),
    ("controls", Array(1...31) + [0x7F], 0, 32),
    ("noncharacters", Array("\u{FFFE}\u{FFFF}\u{10FFFF}".utf8), 0, 3),
    ("private use", Array("\u{E000}\u{F0000}".utf8), 0, 2),
    ("separators and controls of lines", Array("a\u{85}b\u{2028}c\u{2029}".utf8), 0, 6),
    ("bidirectional controls", Array("\u{202E}abc\u{202C}\u{2066}".utf8), 0, 6),
    ("a mark without a base", Array("\u{301}".utf8), 0, 1),
    ("tags", Array("🏴\u{E0067}\u{E0062}\u{E007F}".utf8), 0, 4),
  ]

  /// A name, the bytes, and what they look like.
  static let foreign: [(String, [UInt8], ForeignFormat)] = [
    ("the start of a JPEG", [0xFF, 0xD8, 0xFF, 0xE0], .image),
    ("the start of an xz file", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .xz),
  ]

  /// A name, and bytes without any character.
  static let empty: [(String, [UInt8])] = [
    ("only a mark of UTF-8", [0xEF, 0xBB, 0xBF]), ("nothing", []),
  ]

  static let count = refused.count + foreign.count + empty.count + accepted.count

  private let folder: Folder
  init() throws { folder = try Folder() }

  @Test("is an error that says what it looks like")
  func refusedFiles() throws {
    for (name, bytes, offset, line, bad, hint) in Self.refused {
      let path = try folder.write(name, bytes)
      let error = InvalidBytes { _ = try CorpusReader(paths: [path]).build(TextConfiguration()) }
      #expect(error?.line == line, "\(name)")
      #expect(error?.offset == offset, "\(name)")
      #expect(error?.bytes == bad, "\(name)")
      if let hint { #expect(error?.encoding == hint, "\(name)") }
    }
  }

  @Test("is an error that names the format, or the text that is missing")
  func foreignFiles() throws {
    for (name, bytes, format) in Self.foreign {
      let path = try folder.write(name, bytes)
      #expect(throws: CorpusError.foreignFormat(file: path, format), "\(name)") {
        try CorpusReader(paths: [path]).build(TextConfiguration())
      }
    }
    for (name, bytes) in Self.empty {
      let path = try folder.write(name, bytes)
      #expect(throws: CorpusError.emptyText([path]), "\(name)") {
        try CorpusReader(paths: [path]).build(TextConfiguration())
      }
    }
  }

  @Test("is read as it is, with a warning where it cannot be meant")
  func acceptedFiles() throws {
    for (name, bytes, warnings, characters) in Self.accepted {
      let path = try folder.write(name, bytes)
      for unit in [TextUnit.scalar, .grapheme] {
        let (tokenizer, corpus) = try CorpusReader(paths: [path], chunkSize: 1000)
          .build(TextConfiguration(unit: unit))
        #expect(Array(tokenizer.decode(corpus.tokens).utf8) == bytes, "\(name)")
        #expect(corpus.warnings.count == warnings, "\(name): \(corpus.warnings)")
        #expect(corpus.warnings.allSatisfy { $0.contains(path) })
        #expect(corpus.statistics.characters == characters, "\(name)")
      }
    }
  }
}
