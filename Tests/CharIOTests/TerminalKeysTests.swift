import CharIO
import Testing

@Suite("Keys of a terminal")
struct TerminalKeysTests {
  private static let cases: [(String, [TerminalKey])] = [
    ("ab", [.text("ab")]), ("\u{1B}[A\u{1B}OB", [.up, .down]), ("\u{1B}[1;5C", [.wordRight]),
    ("\u{1B}[1;3D", [.wordLeft]), ("\u{1B}[Z", [.backTab]),
    ("\t\r\u{7F}", [.tab, .enter, .backspace]),
    ("\u{1B}[3~\u{1B}[H\u{1B}[4~", [.delete, .home, .end]), ("\u{3}", [.control("c")]),
    ("\u{1B}f", [.alt("f")]), ("\u{1B}[99;99x", []),
    ("a\u{1B}[5~b", [.text("a"), .pageUp, .text("b")]),
    ("中é👩‍👩‍👧", [.text("中é👩‍👩‍👧")]), ("\u{1A}\u{19}", [.control("z"), .control("y")]),
    ("\u{1B}[200~a\rb\u{1B}[Ac\u{1B}[201~d", [.paste("a\nb[Ac"), .text("d")]),
  ]

  @Test("Sequences are keys", arguments: cases)
  func whole(_ bytes: String, _ keys: [TerminalKey]) {
    var reader = TerminalKeys()
    #expect(reader.decode(Array(bytes.utf8)) == keys)
    #expect(!reader.isWaiting)
  }

  @Test("Bytes that arrive one by one give the same keys", arguments: cases)
  func parts(_ bytes: String, _ keys: [TerminalKey]) {
    var reader = TerminalKeys()
    var found: [TerminalKey] = []
    for key in Array(bytes.utf8).flatMap({ reader.decode([$0]) }) {
      if case .text(let text) = key, case .text(let before)? = found.last {
        found[found.count - 1] = .text(before + text)
      } else {
        found.append(key)
      }
    }
    #expect(found == keys)
  }

  @Test("Escape alone is a key when nothing follows")
  func escape() {
    var reader = TerminalKeys()
    #expect(reader.decode([0x1B]).isEmpty && reader.isWaiting)
    #expect(reader.flush() == [.escape] && !reader.isWaiting)
    #expect(reader.decode([0x1B, 0x1B, 0x5B, 0x41]) == [.escape, .up])
  }

  @Test(
    "Bytes that are no UTF-8 are dropped, and any bytes are survived",
    arguments: 1...9 as ClosedRange<UInt64>)
  func invalid(_ seed: UInt64) {
    var reader = TerminalKeys()
    #expect(reader.decode([0xFF, 0x61, 0xC3, 0x28]) == [.text("a(")])
    // A crash could not print a seed of chance.
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    for _ in 0..<2000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      _ = reader.decode([UInt8(truncatingIfNeeded: state >> 33)])
      if state >> 60 == 0 { _ = reader.flush() }
    }
  }
}
