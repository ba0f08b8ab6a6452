import CharText
import Foundation
import TestSupport
import Testing

@Suite("Tokens with their places")
struct LocatedTextTests {
  private func tokenizer(_ configuration: TextConfiguration, _ text: String) throws -> Tokenizer {
    try CorpusReader(text: text).build(configuration).tokenizer
  }

  @Test("tokens are those of the corpus reader, whatever the unit, normalization and documents")
  func tokens() throws {
    let pieces = [
      "a", "b", " ", "\n", "\r\n", "\r", "\n\n", "é", "e\u{301}", "\u{301}", "ﬁ", "½", "ß", "Σ",
      "ς",
      "İ", "가", "ㄱ", "ㅏ", "\u{1100}", "\u{1161}", "中", "，", "👩‍👩‍👧", "🇩🇪", "\u{345}", "ＡＢ", "\t",
      "\u{FEFF}",
      "<|end|>\n",
    ]
    let seed = UInt64.random(in: 0..<1 << 32)
    var random = SeededGenerator(state: seed)
    for _ in 0..<300 {
      let text = (0..<Int.random(in: 1...40, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }.joined()
      var configuration = TextConfiguration(
        unit: TextUnit.allCases.randomElement(using: &random) ?? .scalar,
        normalization: Normalization.allCases.randomElement(using: &random) ?? .none,
        foldsCase: Bool.random(using: &random),
        lineEnds: LineEnds.allCases.randomElement(using: &random) ?? .keep,
        boundary: DocumentBoundary.allCases.randomElement(using: &random) ?? .file)
      if configuration.boundary == .file, Bool.random(using: &random) {
        configuration.delimiter = "<|end|>"
      }
      guard let expected = try? CorpusReader(text: text).build(configuration) else { continue }
      let located = try LocatedText(text, for: expected.tokenizer)
      let tokens = located.documents.flatMap { $0.reading(.forward) }
      #expect(
        tokens == expected.corpus.tokens, "seed \(seed), \(configuration), \(text.debugDescription)"
      )
      for document in located.documents {
        #expect(document.ranges.count == document.tokens.count)
        for (range, next) in zip(document.ranges, document.ranges.dropFirst()) {
          // A cluster may hold a part of a character that normalization takes apart: ﬁ and an accent.
          #expect(
            range.lowerBound <= next.lowerBound && range.upperBound <= next.upperBound,
            "seed \(seed)")
        }
        // A token that normalization leaves alone has the bytes at its place.
        for (token, range) in zip(document.tokens, document.ranges) {
          #expect(!range.isEmpty && range.upperBound <= located.source.count)
          if configuration.normalization == .none, !configuration.foldsCase,
            configuration.lineEnds == .keep
          {
            #expect(expected.tokenizer.vocabulary.bytes(of: token) == Array(located.source[range]))
          }
        }
      }
    }
  }

  @Test("places lie in the original text after normalization, case folding and line ends")
  func places() throws {
    let text = "\u{FEFF}Aﬁ½\r\ne\u{301}SS ㄱㅏ!"
    let configuration = TextConfiguration(
      unit: .scalar, normalization: .nfkc, foldsCase: true, lineEnds: .lf)
    let model = try tokenizer(configuration, text)
    let document = try #require(try LocatedText(text, for: model).documents.first)
    let shown = zip(document.tokens, document.ranges).map { token, range in
      "\(model.decode([token])) \(range.lowerBound) \(range.count)"
    }
    #expect(
      shown == [
        "a 3 1", "f 4 3", "i 4 3", "1 7 2", "\u{2044} 7 2", "2 7 2", "\n 9 2", "é 11 3", "s 14 1",
        "s 15 1", "  16 1", "가 17 6", "! 23 1",
      ])
  }

  @Test("invalid bytes that are replaced keep the places of others")
  func replaced() throws {
    let bytes: [UInt8] = [0x61, 0xFF, 0xE4, 0xB8, 0x62]
    let model = try tokenizer(TextConfiguration(), "ab\u{FFFD}")
    let located = try LocatedText(bytes: bytes, name: "x", for: model, invalid: .replace)
    let document = try #require(located.documents.first)
    #expect(model.decode(document.tokens) == "a\u{FFFD}\u{FFFD}b")
    #expect(document.ranges == [0..<1, 1..<2, 2..<4, 4..<5])
    #expect(located.warnings.count == 1)
    #expect(throws: CorpusError.self) {
      try LocatedText(bytes: bytes, name: "x", for: model, invalid: .error)
    }
  }

  @Test("all tokens that spell an unknown character have its place")
  func spelled() throws {
    var configuration = TextConfiguration()
    configuration.unknown = .bytes
    let model = try tokenizer(configuration, "ab")
    let document = try #require(try LocatedText("a中b", for: model).documents.first)
    #expect(document.ranges == [0..<1, 1..<4, 1..<4, 1..<4, 4..<5])
  }

  @Test("a text without documents is an error")
  func empty() throws {
    let model = try tokenizer(TextConfiguration(boundary: .line), "ab")
    #expect(throws: CorpusError.emptyText(["text"])) { try LocatedText("\n\n", for: model) }
  }
}
