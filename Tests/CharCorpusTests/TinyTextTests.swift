import CharText
import Testing

import CharCorpus

@Suite("A report on hardly any text")
struct TinyTextTests {
  static let texts = [
    "x", "\n", "\n\n\n", "\u{FEFF}", "aa", "a\n", "abc", "\0\0\0", "\r", "\r\n", "é", "a\n\nb",
    "ab\n",
    "abcd", "abcde", "abcdef", "abcdefg", " ", "\t\n", "e\u{301}",
  ]

  @Test("Texts of a few characters have a report and advice", arguments: texts)
  func tiny(_ text: String) {
    for boundary in DocumentBoundary.allCases {
      let report = Texts.report([Array(text.utf8)], boundary: boundary, orders: 6)
      #expect(report.characters == (text == "\u{FEFF}" ? 0 : text.unicodeScalars.count))
      #expect(report.entropy.orders.allSatisfy { $0.nats.isFinite && $0.nats >= 0 })
      #expect(!TextAdvice(report).items.isEmpty)
    }
  }
}
