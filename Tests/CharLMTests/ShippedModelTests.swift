import CharLM
import CharText
import Foundation
import Testing

/// The model in `models/`, against the figures on its card.
@Suite("Shipped model")
struct ShippedModelTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  @Test("harbour predicts the chapter it has not seen as well as its card says")
  func harbour() throws {
    let model = try LanguageModel(contentsOf: "\(Self.root)/models/harbour")
    let corpus = try CorpusReader(paths: ["\(Self.root)/corpora/prose/08.txt"])
      .encode(with: model.tokenizer)
    let evaluation = model.evaluate(corpus)
    #expect(evaluation.unknownTokens == 0)
    #expect(abs(evaluation.natsPerToken - 1.2958) < 1e-3)
  }
}
