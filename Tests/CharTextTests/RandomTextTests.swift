import CharText
import TestSupport
import Testing

/// Ten thousand random texts over all that Unicode has.
@Suite struct RandomTextTests {
  /// All assigned scalars but the large blocks, which would drown the rest.
  static let small: [Unicode.Scalar] = (UInt32(0)...0x10FFFF).compactMap { value in
    guard let scalar = Unicode.Scalar(value), !(0x3400..<0xA000).contains(value),
      !(0xAC00..<0xD7A4).contains(value), value < 0x20000 || value > 0xE0000,
      scalar.properties.generalCategory != .unassigned, value < 0xF0000,
      scalar.properties.generalCategory != .privateUse
    else { return nil }
    return scalar
  }

  /// Marks, joiners and controls of direction, alone and where they should not be.
  static let odd: [Unicode.Scalar] = [
    "\u{300}", "\u{323}", "\u{345}", "\u{20DD}", "\u{94D}", "\u{1161}", "\u{11A8}", "\u{200B}",
    "\u{200C}", "\u{200D}", "\u{200E}", "\u{200F}", "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}",
    "\u{202E}", "\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}", "\u{61C}", "\u{FE0F}", "\u{FEFF}",
    "\u{FFFD}", "\u{1F1E6}", "\u{1F3FD}", "\u{E0061}", "\u{E007F}", "\r", "\n", "\0", "\u{10FFFF}",
  ]

  static func text(_ random: inout SeededGenerator) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<2: text.append(Unicode.Scalar(UInt8.random(in: 0..<128, using: &random)))
      case 2..<6: text.append(small.randomElement(using: &random) ?? "a")
      case 6:
        let value = UInt32.random(in: 0x3400..<0xD7A4, using: &random)
        text.append(Unicode.Scalar(value) ?? "一")
      default: text.append(odd.randomElement(using: &random) ?? "a")
      }
    }
    return String(text)
  }

  @Test(
    "Text comes back byte for byte after normalization, and a stream never breaks a character or keeps one back",
    arguments: TextUnit.allCases, Normalization.allCases)
  func roundTrip(unit: TextUnit, normalization: Normalization) throws {
    var random = SeededGenerator(state: 7)
    let known = (0..<300).map { _ in Self.text(&random) }.joined()
    let tokenizer = try CorpusReader(text: known).build(
      TextConfiguration(unit: unit, normalization: normalization, unknown: .bytes),
      minimumCount: 2
    ).tokenizer
    var longest = 0
    for _ in 0..<10_000 {
      let text = Self.text(&random)
      let expected = bytes(tokenizer.normalized(text))
      let tokens = try tokenizer.encode(text)
      longest = max(longest, tokens.count)
      #expect(bytes(tokenizer.decode(tokens)) == expected)
      var decoder = StreamingDecoder(tokenizer.vocabulary)
      var shown: [UInt8] = []
      var read = 0
      for token in tokens {
        shown += bytes(decoder.append(token))
        read += tokenizer.vocabulary.bytes(of: token).count
        // All whole characters among the bytes so far, and nothing else.
        var end = read
        while end > 0, end < expected.count, expected[end] & 0xC0 == 0x80 { end -= 1 }
        if shown != Array(expected[..<end]) {
          Issue.record("after \(read) bytes of \(expected): \(shown)")
          return
        }
      }
      #expect(decoder.finish().isEmpty)
    }
    #expect(longest > 20)
  }
}
