import CharText
import Foundation
import Testing

import CharCorpus

/// Texts that are hard for one reason or another.
enum Texts {
  static let all =
    [
      "A small boat drifts; seven lamps burn.\n\nRain falls.\n",
      "L'été, la façade du château.\r\nDéjà e\u{301}te\u{301}\r\n",
      "one\r\ntwo\rthree\n\r\nfour\r", "小船在安静的水上漂流。\n小さなボートがガギグと進む。ｶﾞ\n",
      "작은 배가 \u{1100}\u{1161}\u{11A8}다.\n", "क्षि த்ரி ക്ഷ ស្ត្រី छोटी नाव\n",
      "👩\u{200D}👩\u{200D}👧 👍🏽 🇫🇷🇩🇪🇫 🏴\u{200D}☠\u{FE0F}\n",
      "\u{FEFF}mark \u{FEFF}in\u{AD}side\u{200B}\n",
      "a\u{323}\u{302} a\u{302}\u{323} \u{301}x Å Å \u{600}1\n",
      "  \n\t\n  indented\n \n\nlast without end",
      "nul\u{0}nul \u{7F}\u{85}\u{2028}\u{E000}\u{FFFD}\n", "",
    ].map { Array($0.utf8) } + [
      [0x61, 0xFF, 0x62, 0x0A, 0xE4, 0xB8, 0x0A, 0xC3],
      [0xF0, 0x90, 0x80, 0x80, 0x80, 0x80, 0xED, 0xA0, 0x80],
    ]

  static let mixed = all.flatMap { $0 }

  static func report(
    _ parts: [[UInt8]], boundary: DocumentBoundary = .file, orders: Int = 3
  ) -> CorpusReport {
    CorpusReporter(
      paths: [], boundary: boundary, sampleLimit: 1 << 20, orders: orders
    ).report(parts: parts)
  }

  static func report(_ text: String, boundary: DocumentBoundary = .file) -> CorpusReport {
    report([Array(text.utf8)], boundary: boundary)
  }
}

@Suite("What a report counts")
struct ReportTests {
  @Test("Characters, graphemes and lines are those of the text read at once", arguments: Texts.all)
  func counts(_ bytes: [UInt8]) {
    let report = Texts.report([bytes])
    // A byte order mark at the start is not a character.
    let scalars = UTF8Sequence.scalars(of: bytes).trimmingPrefix([0xFEFF])
    #expect(report.characters == scalars.count)
    var state: Int32 = 0
    let joined = zip(scalars, scalars.dropFirst())
      .count { !UTF8Proc.isGraphemeBreak($0, $1, state: &state) }
    #expect(report.graphemes == scalars.count - joined)
    let feeds = bytes.count { $0 == 0x0A }
    #expect(report.lines == feeds + (bytes.isEmpty || bytes.last == 0x0A ? 0 : 1))
    #expect(report.bytes == bytes.count)
  }

  @Test("The same report whatever parts the bytes come in", arguments: DocumentBoundary.allCases)
  func parts(_ boundary: DocumentBoundary) {
    let whole = Texts.report([Texts.mixed], boundary: boundary)
    for size in [1, 2, 3, 7, 64] {
      let parts = stride(from: 0, to: Texts.mixed.count, by: size).map {
        Array(Texts.mixed[$0..<min($0 + size, Texts.mixed.count)])
      }
      let report = Texts.report(parts, boundary: boundary)
      #expect(report.characters == whole.characters)
      #expect(report.graphemes == whole.graphemes)
      #expect(report.lines == whole.lines)
      #expect(report.documents == whole.documents)
      #expect(report.frequencies.map(\.scalar) == whole.frequencies.map(\.scalar))
      #expect(report.frequencies.map(\.count) == whole.frequencies.map(\.count))
      #expect(report.unusual == whole.unusual)
      #expect(report.entropy.orders == whole.entropy.orders)
      #expect(report.files[0].invalid.map(\.place) == whole.files[0].invalid.map(\.place))
      #expect(report.files[0].notNFC == whole.files[0].notNFC)
      #expect(report.files[0].notNFD == whole.files[0].notNFD)
      #expect(report.documentLengths.sum == whole.documentLengths.sum)
      #expect(report.repeatedLines.count == whole.repeatedLines.count)
    }
  }

  @Test(
    "Documents are those that training cuts", arguments: DocumentBoundary.allCases, Texts.all)
  func documents(_ boundary: DocumentBoundary, _ bytes: [UInt8]) throws {
    let report = Texts.report([bytes], boundary: boundary)
    let reader = CorpusReader(bytes: bytes, invalidUTF8: .replace)
    guard let built = try? reader.build(TextConfiguration(boundary: boundary)) else {
      #expect(report.documents == 0)
      return
    }
    #expect(report.documents == built.corpus.statistics.documents)
    // What the n-grams are made of, but for characters that neither predicts.
    let text = built.corpus.tokens.count - report.documents
    #expect(report.documentLengths.sum == text)
    #expect(report.entropy.learned + report.entropy.measured == built.corpus.tokens.count)
  }

  @Test("A text is in a form if bringing it into the form changes nothing", arguments: Texts.all)
  func forms(_ bytes: [UInt8]) {
    guard !bytes.isEmpty, String(validating: bytes, as: UTF8.self) != nil else { return }
    func isIn(_ form: Normalization) -> Bool {
      var output: [UInt8] = []
      TextNormalizer(form, foldsCase: false)?.append(bytes, 0..<bytes.count, to: &output)
      return output == bytes
    }
    let file = Texts.report([bytes]).files[0]
    #expect((file.notNFC == 0) == isIn(.nfc))
    #expect((file.notNFD == 0) == isIn(.nfd))
  }

  @Test("Every string of three marks and letters is in NFC or not, as normalizing it says")
  func smallForms() {
    let scalars: [UInt32] = [
      0x61, 0x301, 0x323, 0xE9, 0x1E0A, 0x1100, 0x1161, 0x11A8, 0xAC00, 0xAC01, 0x212B, 0x344,
      0x915,
      0x94D, 0x93C, 0x958, 0xFB1D, 0x5D9, 0x5B4, 0x9C7, 0x9BE, 0x2F800, 0x20,
    ]
    for first in scalars {
      for second in scalars {
        for third in scalars {
          let text = [first, second, third]
          var check = NormalizationCheck()
          for (index, scalar) in text.enumerated() {
            check.pass(
              scalar, ScalarTraits(of: scalar), after: index > 0 ? text[index - 1] : nil)
          }
          check.close()
          for (form, count) in [(Normalization.nfc, check.notNFC), (.nfd, check.notNFD)] {
            var normalized = text
            TextNormalizer(form, foldsCase: false)?.normalize(&normalized)
            #expect((count == 0) == (normalized == text), "\(text.map { String($0, radix: 16) })")
          }
        }
      }
    }
  }

  @Test("Line ends of each kind are counted, and mixed ones noticed")
  func lineEnds() {
    let report = Texts.report("a\nb\r\nc\rd\r\n")
    #expect(report.lineEnds == (1, 2, 1))
    #expect(report.files[0].hasMixedLineEnds)
    #expect(!Texts.report("a\r\nb\r\n").files[0].hasMixedLineEnds)
  }

  @Test("Invalid bytes are told by line and byte")
  func invalid() {
    let report = Texts.report([[0x61, 0x0A, 0x62, 0xFF, 0x63, 0xE4, 0xB8, 0x0A]])
    let found = report.files[0].invalid
    #expect(found.map(\.bytes) == [[0xFF], [0xE4, 0xB8]])
    #expect(found.map(\.place.line) == [2, 2])
    #expect(found.map(\.place.offset) == [3, 5])
    #expect(report.files[0].invalidBytes == 3)
  }

  @Test("Unusual characters are told with their first place; a mark at the start is none")
  func unusual() {
    let report = Texts.report("\u{FEFF}a\nb\u{200B}\u{FEFF}\u{200B}\u{7}")
    #expect(report.files[0].hasByteOrderMark)
    #expect(report.unusual.map(\.scalar) == [0x7, 0xFEFF, 0x200B])
    #expect(report.unusual.map(\.count) == [1, 1, 2])
    #expect(report.unusual[2].first == .init(file: "text", line: 2, column: 3, offset: 6))
  }

  @Test("Repeats count what was there before, blank lines apart")
  func repeats() {
    let report = Texts.report("a\n\nb\n\na\nb\n\nc\n\na\nb\n\nc\n", boundary: .paragraph)
    #expect(report.repeatedLines.count == 5)
    #expect(report.repeatedDocuments.count == 2)
    #expect(report.repeatedLines.top.map(\.count) == [3, 3, 2])
    #expect(report.repeatedLines.top.map(\.text).sorted() == ["a", "b", "c"])
  }

  @Test("Scripts share the letters; spaces belong to none")
  func scripts() {
    let report = Texts.report("ab cd Жж 中\n")
    #expect(report.scripts.map(\.name) == ["Latin", "Cyrillic", "Han"])
    #expect(report.scripts.map(\.characters) == [4, 2, 1])
    #expect(report.commonCharacters == 4)
  }

  @Test("A text without characters is an error that names it")
  func empty() throws {
    #expect(throws: CorpusError.missingFile("no-such-file")) {
      _ = try CorpusReporter(paths: ["no-such-file"]).report()
    }
  }
}
