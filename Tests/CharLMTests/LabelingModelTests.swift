import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

@Suite("A model that labels text")
struct LabelingModelTests {
  private static let labels = ["O", "、", "。"]

  static func make<Kind: LabelKind>(
    _: Kind.Type, cell: CellKind = .gru, unit: TextUnit = .scalar, isBidirectional: Bool = true,
    pooling: Pooling? = nil
  ) throws -> LabelingModel<Kind> {
    var configuration = NetworkConfiguration()
    configuration.cell = cell
    configuration.hiddenSize = 6
    configuration.embeddingSize = 4
    configuration.isBidirectional = isBidirectional
    let text = TextConfiguration(unit: unit, boundary: .line)
    let tokenizer = try CorpusReader(text: "abc 天地é").build(text).tokenizer
    let network = try CharacterNetwork(
      configuration, vocabularySize: tokenizer.vocabulary.count,
      head: Kind.type.head(labels: labels.count, pooling: pooling))
    var random = RandomSource(seed: 5)
    return LabelingModel(
      tokenizer: tokenizer, labels: labels, outside: "O", network: network,
      parameters: network.layout.initialize(from: &random))
  }

  private static let texts = ["", "a", "天地 abc", "unknown ones", "é", "ab c天"]

  @Test("Every character of a text has a label and its probability", arguments: TextUnit.allCases)
  func tag(_ unit: TextUnit) throws {
    let model = try Self.make(TokenLabels.self, unit: unit)
    for text in Self.texts {
      let tagged = try model.tag(text)
      #expect(tagged.map(\.character).joined() == text)
      #expect(tagged.count == unit.characters(of: text).count)
      for place in tagged {
        #expect(Self.labels.contains(place.label))
        #expect(place.probability > 1.0 / 3 - 1e-6 && place.probability <= 1)
      }
    }
  }

  @Test("Every text has all labels, the likeliest first, with probabilities that add up to one")
  func classify() throws {
    for pooling in Pooling.allCases {
      let model = try Self.make(TextLabels.self, pooling: pooling)
      for labels in try model.classify(Self.texts) {
        #expect(Set(labels.map(\.label)) == Set(Self.labels))
        #expect(abs(labels.reduce(0) { $0 + $1.probability } - 1) < 1e-6)
        #expect(labels.map(\.probability) == labels.map(\.probability).sorted(by: >))
      }
    }
  }

  @Test("A text is labeled as it would be alone, whatever the number of threads")
  func together() throws {
    var random = RandomSource(seed: 9)
    // More than one batch, of several shapes.
    let texts = (0..<120).map { i in
      String(
        (0..<(i % 40 == 0 ? 700 : i)).map { _ in "abc 天地".randomElement(using: &random) ?? "a" })
    }
    let tagger = try Self.make(TokenLabels.self)
    let classifier = try Self.make(TextLabels.self, pooling: .max)
    let tags = try tagger.threads(1).tag(texts)
    #expect(try tagger.threads(3).tag(texts) == tags)
    let labels = try classifier.threads(1).classify(texts)
    #expect(try classifier.threads(3).classify(texts) == labels)
    for i in stride(from: 0, to: texts.count, by: 17) {
      #expect(try tagger.tag(texts[i]) == tags[i])
      #expect(try classifier.classify(texts[i]) == labels[i])
    }
  }

  @Test("A text that is too long for one batch is read in parts that overlap")
  func long() throws {
    let model = try Self.make(TokenLabels.self)
    var random = RandomSource(seed: 3)
    let text = String((0..<20_000).map { _ in "abc 天地".randomElement(using: &random) ?? "a" })
    let tagged = try model.tag(text)
    #expect(tagged.map(\.character).joined() == text)
    // What lies far away from where the parts meet is as if read alone; an untrained network forgets
    // in far fewer than 256 steps.
    let middle = text.index(text.startIndex, offsetBy: 5000)
    let part = try model.tag(String(text[middle...].prefix(8000)))
    for i in stride(from: 1000, to: 7000, by: 1) {
      #expect(abs(part[i].probability - tagged[5000 + i].probability) < 1e-5)
      #expect(part[i].label == tagged[5000 + i].label || part[i].probability < 0.34)
    }
    let classifier = try Self.make(TextLabels.self, pooling: .mean)
    let labels = try classifier.classify(text)
    #expect(abs(labels.reduce(0) { $0 + $1.probability } - 1) < 0.05)
  }

  @Test("An evaluation counts each target once, and knows the labels that the model does not")
  func evaluation() throws {
    let scratch = try Scratch()
    try scratch.write(Array("a\tO\nb\t、\n\nc\tX\n天\t。\n".utf8), to: "columns.tsv")
    let model = try Self.make(TokenLabels.self)
    let corpus = try LabeledReader(paths: [scratch.path("columns.tsv")], format: .columns)
      .encode(with: model.tokenizer, labels: model.labels)
    let result = try model.evaluate(corpus)
    #expect(result.confusion.labels == Self.labels + ["X"])
    #expect(result.confusion.total == 4)
    #expect(result.knownTargets == 3)
    #expect(result.unknownTargets == 1)
    #expect(result.confusion.figures(of: 3).recall == 0)
    // What is predicted is what `tag` says; ln p of a right label follows from its probability.
    let tagged = try model.tag(["ab", "c天"]).joined()
    let right = zip(tagged, ["O", "、", "X", "。"]).count { $0.0.label == $0.1 }
    #expect(result.confusion.correct == right)
    var predicted = [Int](repeating: 0, count: 4)
    for place in tagged { predicted[Self.labels.firstIndex(of: place.label) ?? 3] += 1 }
    #expect((0..<4).map { result.confusion.figures(of: $0).predicted } == predicted)
    #expect(result.natsPerLabel > 0.5 && result.natsPerLabel < 2)
  }

  @Test("A saved model is the same model", arguments: [false, true])
  func saved(_ isBidirectional: Bool) throws {
    let scratch = try Scratch()
    var tagger = try Self.make(TokenLabels.self, cell: .lstm, isBidirectional: isBidirectional)
    tagger.training = TrainingRecord()
    try tagger.save(to: scratch.path("tagger"))
    let other = try Tagger(contentsOf: scratch.path("tagger"))
    #expect(other.parameters == tagger.parameters)
    #expect(other.configuration == tagger.configuration)
    #expect(other.labels == Self.labels)
    #expect(other.outside == "O")
    #expect(try other.tag("abc") == tagger.tag("abc"))
    let classifier = try Self.make(
      TextLabels.self, isBidirectional: isBidirectional, pooling: .last)
    try classifier.save(to: scratch.path("classifier"))
    let second = try Classifier(contentsOf: scratch.path("classifier"))
    #expect(second.network.head.pooling == .last)
    #expect(try second.classify("天地") == classifier.classify("天地"))
  }

  @Test("A model of another type is refused by its name")
  func types() throws {
    let scratch = try Scratch()
    try Self.make(TokenLabels.self).save(to: scratch.path("tagger"))
    try Self.make(TextLabels.self).save(to: scratch.path("classifier"))
    try makeModel(.gru).save(to: scratch.path("language"))
    func reason(_ load: () throws -> Void) -> String {
      do {
        try load()
        return ""
      } catch {
        return "\(error)"
      }
    }
    let tagger = reason { _ = try LanguageModel(contentsOf: scratch.path("tagger")) }
    #expect(tagger.contains("tagger/config.json: is a tagger, but a language model is needed"))
    let language = reason { _ = try Tagger(contentsOf: scratch.path("language")) }
    #expect(language.contains("config.json: is a language model, but a tagger is needed"))
    let classifier = reason { _ = try Tagger(contentsOf: scratch.path("classifier")) }
    #expect(classifier.contains("is a text classifier, but a tagger is needed here"))
  }
}

extension LabelingModel {
  /// The same model in so many threads.
  fileprivate func threads(_ count: Int) -> LabelingModel {
    LabelingModel(
      tokenizer: tokenizer, labels: labels, outside: outside, network: network,
      parameters: parameters, threads: count)
  }
}
