import CharLM
import CharNetwork
import CharNumerics
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
    let evaluation = try model.evaluate(corpus)
    #expect(evaluation.unknownTokens == 0)
    #expect(abs(evaluation.natsPerToken - 1.2958) < 1e-3)
  }

  @Test(
    "harbour read in fewer bits predicts as well, and writes valid text",
    arguments: [Precision.bfloat16, .int8])
  func precisions(_ precision: Precision) throws {
    let path = "\(Self.root)/models/harbour"
    let model = try LanguageModel(contentsOf: path)
    let fewer = try LanguageModel(contentsOf: path, precision: precision)
    #expect(fewer.engine.precision == precision)
    for files in ["prose/08.txt", "lyrics"] {
      let corpus = try CorpusReader(paths: ["\(Self.root)/corpora/\(files)"])
        .encode(with: model.tokenizer)
      let (all, few) = try (model.evaluate(corpus), fewer.evaluate(corpus))
      #expect(all.nats != few.nats)
      #expect(abs(few.perplexity / all.perplexity - 1) < 0.005, "\(files)")
    }
    for sample in try fewer.generate("The harbour", count: 4) {
      #expect(sample.count > 0 && !sample.text.unicodeScalars.contains("\u{FFFD}"))
      #expect(fewer.tokenizer.unknownPieces(in: sample.text).isEmpty)
    }
  }
}
