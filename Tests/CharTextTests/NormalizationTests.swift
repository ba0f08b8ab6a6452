import CharText
import Testing

@Suite struct NormalizationTests {
  @Test(
    "Hand-known pairs come out byte for byte",
    arguments: [
      ("é", Normalization.nfd, "e\u{301}"),
      ("e\u{301}", .nfc, "é"),
      ("\u{212B}", .nfc, "\u{C5}"),
      ("\u{212B}", .nfd, "A\u{30A}"),
      ("\u{FB01}", .nfc, "\u{FB01}"),
      ("\u{FB01}", .nfkc, "fi"),
      ("\u{BD}", .nfkd, "1\u{2044}2"),
      ("\u{BD}", .nfd, "\u{BD}"),
      ("각", .nfd, "\u{1100}\u{1161}\u{11A8}"),
      ("\u{1100}\u{1161}\u{11A8}", .nfc, "각"),
      ("a\u{302}\u{323}", .nfd, "a\u{323}\u{302}"),
      ("a\u{302}\u{323}", .nfc, "\u{1EAD}"),
      ("a\u{302}\u{323}", .none, "a\u{302}\u{323}"),
      ("\u{344}", .nfc, "\u{308}\u{301}"),
      ("\u{958}", .nfc, "\u{915}\u{93C}"),  // excluded from composition
      ("\u{FF76}\u{FF9E}", .nfkc, "\u{30AC}"),
      ("\u{301}", .nfc, "\u{301}"),
      ("", .nfkc, ""),
    ])
  func knownPairs(text: String, form: Normalization, expected: String) {
    #expect(bytes(form.apply(to: text)) == bytes(expected))
  }

  @Test(
    "Case folding is full and has no context",
    arguments: [
      ("Straße ẞ", Normalization.none, "strasse ss"),
      ("\u{130}", .none, "i\u{307}"),
      ("\u{130}", .nfc, "i\u{307}"),
      ("ΟΔΟΣ οδος", .none, "οδοσ οδοσ"),
      ("\u{1F88}", .none, "\u{1F00}\u{3B9}"),
      ("\u{345}\u{301}", .nfc, "\u{301}\u{3B9}"),  // ordered before it is folded
      ("É", .none, "é"),
      ("E\u{301}", .none, "e\u{301}"),
      ("E\u{301}", .nfc, "é"),
      ("É", .nfd, "e\u{301}"),
      ("\u{210C}", .nfkc, "h"),
      ("\u{210C}", .nfc, "\u{210C}"),
      ("\u{AB70}", .none, "\u{13A0}"),
      ("ABC xyz [@`{", .nfc, "abc xyz [@`{"),
    ])
  func caseFolding(text: String, form: Normalization, expected: String) {
    #expect(bytes(form.apply(to: text, foldingCase: true)) == bytes(expected))
  }

  @Test("A normalized text stays as it is", arguments: Normalization.allCases, [false, true])
  func idempotent(form: Normalization, foldingCase: Bool) {
    let once = form.apply(to: Samples.mixed, foldingCase: foldingCase)
    #expect(bytes(form.apply(to: once, foldingCase: foldingCase)) == bytes(once))
  }

  @Test("Marks in any number are sorted by class and keep their order within it")
  func manyMarks() {
    let pairs = String(repeating: "\u{301}\u{323}", count: 20_000)
    let sorted =
      String(repeating: "\u{323}", count: 20_000) + String(repeating: "\u{301}", count: 20_000)
    #expect(bytes(Normalization.nfd.apply(to: "x" + pairs)) == bytes("x" + sorted))
    #expect(bytes(Normalization.nfd.apply(to: "x\u{300}\u{301}")) == bytes("x\u{300}\u{301}"))
  }
}
