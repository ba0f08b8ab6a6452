import CharCorpus
import CharText
import Testing

@Suite struct CleaningSafetyTests {
  private func report(_ text: String, boundary: DocumentBoundary = .file) -> CorpusReport {
    CorpusReporter(paths: [], boundary: boundary).report(parts: [Array(text.utf8)])
  }

  @Test("Escape sequences of terminals have a length: colors, titles and simple ones")
  func escapes() {
    for text in [
      "\u{1B}[32m", "\u{1B}[1;31m", "\u{1B}]0;title\u{7}", "\u{1B}]0;t\u{1B}\\", "\u{1B}c",
      "\u{1B}(B",
    ] {
      let bytes = Array((text + "ok").utf8)
      #expect(EscapeSequence.length(bytes, 0..<bytes.count) == text.utf8.count)
    }
    #expect(EscapeSequence.length([0x1B], 0..<1) == nil)
  }

  @Test("Dropping repeated lines is not advised for code, tunes and verse")
  func repeats() {
    let code = String(repeating: "func answer() -> Int {\n  return 42\n}\n", count: 200)
    let tune = (1...100).map { "X:\($0)\nT:Reel \($0)\nM:4/4\nK:D\nA2 B2 d4|e2 f2 g4|\n\n" }
      .joined()
    for text in [code, tune] {
      let advice = TextAdvice(report(text))
      #expect(!advice.cleaning.dropsRepeatedLines)
      #expect(!advice.items.contains { $0.reason.contains("dedup") })
    }
  }

  @Test("NFKC is not advised for Thai and Lao")
  func thai() {
    let text = String(repeating: "เขาทำงานและกำลังนำของมา\n", count: 50)
    #expect(!TextAdvice(report(text)).items.contains { $0.reason.contains("nfkc") })
    let wide = String(repeating: "Ｗｉｄｅ letters\n", count: 50)
    #expect(TextAdvice(report(wide)).items.contains { $0.reason.contains("nfkc") })
  }

  @Test("Lines that end with CR are lines")
  func returns() {
    let names = (0..<300).map { "Name\($0)" }.joined(separator: "\r")
    let report = report(names)
    #expect(report.lines == 300)
    #expect(TextAdvice(report).configuration.boundary == .line)
    #expect(TextAdvice(report).configuration.lineEnds == .lf)
  }
}
