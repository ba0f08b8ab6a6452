import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import Testing

/// The models in `models/`, against their cards.
@Suite("Shipped models")
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

  private static var names: [String] { InstalledModels(folders: ["\(root)/models"]).names }

  private static func load(_ name: String) throws -> LanguageModel {
    try LanguageModel(contentsOf: "\(root)/models/\(name)")
  }

  @Test("Each is at most 3 MB, all are at most 20, and each has a card and writes")
  func all() throws {
    var sum = 0
    for name in Self.names {
      let folder = "\(Self.root)/models/\(name)"
      let bytes = try FileManager.default.contentsOfDirectory(atPath: folder).reduce(0) {
        let file = try FileManager.default.attributesOfItem(atPath: "\(folder)/\($1)")
        return $0 + (file[.size] as? Int ?? 0)
      }
      #expect(bytes <= 3_000_000, "\(name): \(bytes)")
      sum += bytes
      let card = ModelCard(ofModelIn: folder)
      #expect(card.kind?.isEmpty == false && card.language?.isEmpty == false, "\(name)")
      let model = try Self.load(name)
      var options = GenerationOptions()
      options.length = 40
      for sample in try model.generate("", options, count: 2) {
        #expect(!sample.text.isEmpty, "\(name)")
        #expect(model.tokenizer.unknownPieces(in: sample.text).isEmpty, "\(name): \(sample.text)")
      }
    }
    #expect(sum <= 20_000_000)
    #expect(Self.names.count >= 5)
  }

  @Test("tang writes quatrains: nine of ten free samples have four equal lines")
  func tang() throws {
    var options = GenerationOptions()
    options.length = 100
    let poems = try Self.load("tang").generate("", options, count: 200)
    let regular = poems.count { poem in
      let lines = poem.text.split { !$0.isLetter }.map(\.count)
      return lines == [5, 5, 5, 5] || lines == [7, 7, 7, 7]
    }
    #expect(regular >= 180)
  }

  @Test("zh-prose tells sentences from shuffled and misheard ones")
  func judgement() throws {
    let model = try Self.load("zh-prose")
    func score(_ text: String) throws -> Double { try #require(model.score(text).natsPerToken) }
    let shuffled = try score("！在报那猫告做只")
    for text in ["那个人在作报告！", "那只猫在作报告！"] {
      let fluent = try score(text)
      #expect(shuffled - fluent > 3, "\(text)")
    }
    let right = try score("他是研究生物的")
    for wrong in ["踏实研究生物的", "他实验救生物的", "他使烟酒生物的"] {
      let misheard = try score(wrong)
      #expect(misheard > right, "\(wrong)")
    }
  }

  @Test("zh-prose has a partner that reads backward")
  func partner() throws {
    let partner = LanguageModel.backwardPartner(of: "\(Self.root)/models/zh-prose")
    #expect(partner?.hasSuffix("zh-prose-backward") == true)
  }
}
