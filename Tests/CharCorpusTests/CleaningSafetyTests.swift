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
    #expect(!TextAdvice(report).cleaning.trimsTrailingSpace)
  }

  @Test("A space before a return that becomes a line end is one at the end of a line")
  func spacesBeforeReturns() {
    #expect(TextAdvice(report("a \rb\nc\n")).cleaning.trimsTrailingSpace)
    #expect(!TextAdvice(report("a\rb\nc\n")).cleaning.trimsTrailingSpace)
  }

  @Test(
    "Text that is mostly not UTF-8 is not replaced, however little there is of it",
    arguments: [
      [0x64, 0xE9, 0x6A, 0xE0, 0x20, 0x76, 0x75, 0x0A], [0xB3, 0xAA, 0x20, 0xB9, 0xAB],
    ] as [[UInt8]])
  func tiny(bytes: [UInt8]) {
    let advice = TextAdvice(CorpusReporter(paths: [], boundary: .file).report(parts: [bytes]))
    #expect(advice.obstacle != nil)
    #expect(advice.cleaning.changesNothing)
  }

  @Test("Where the encoding is another, nothing but the encoding is advised")
  func encodings() {
    let text = "小船在安静的水上漂流。我们一起去公园。\n"
    let wide = text.unicodeScalars.flatMap { scalar -> [UInt8] in
      (0..<4).map { UInt8(truncatingIfNeeded: scalar.value >> (8 * UInt32($0))) }
    }
    // 今日 in ISO-2022-JP.
    let shifted = Array("a \u{1B}$B:#F|\u{1B}(B b\n".utf8)
    for (bytes, name) in [(wide, "UTF-32LE"), (shifted, "ISO-2022-JP")] {
      let advice = TextAdvice(CorpusReporter(paths: [], boundary: .file).report(parts: [bytes]))
      #expect(advice.items.map(\.topic) == ["encoding"])
      #expect(advice.items.first?.value == name)
      #expect(advice.obstacle?.contains("`encoding` \(name), or auto") == true)
      #expect(advice.configuration == TextConfiguration())
    }
  }
}
