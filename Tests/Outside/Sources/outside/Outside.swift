import CharLM
import CharNetwork
import CharNumerics
import CharReport
import CharText
import CharTraining
import Foundation

/// Uses charlm as another package does, and fails where something does not work from outside.
@main struct Outside {
  static func main() async throws {
    let text = String(repeating: "the old lamp keeper walks along the quay at dawn.\n", count: 60)
    try await useModel(text)
    try train(text)
    try label(text)
    print("charlm works from outside")
  }

  /// A model of one's own is generated from, scored and evaluated like any other.
  private static func useModel(_ text: String) async throws {
    let reader = CorpusReader(text: text)
    let (tokenizer, corpus) = try reader.build(TextConfiguration())
    let model = VowelModel(tokenizer: tokenizer)
    var options = GenerationOptions()
    options.length = 200
    let forbidden = try tokenizer.encode("t")[0]
    let lipogram = [Lipogram(forbidden: forbidden)]
    let generated = try model.generate("a", options, processors: lipogram).text
    check(generated.unicodeScalars.count == 200, "200 characters: \(generated)")
    check(!generated.contains("t"), "no t: \(generated)")
    check(!generated.contains(/[aeiou][aeiou]/), "no two vowels: \(generated)")
    // Side by side, and as an asynchronous sequence, texts are the same.
    let three = Array(try model.generate("a", options, count: 3, processors: lipogram))
    check(three.map(\.text).first == generated, "the first of three is the one")
    var pieces = ""
    for try await piece in try model.generate("a", options, processors: lipogram).pieces {
      pieces += piece
    }
    check(pieces == generated, "the pieces are the text")
    let space = try tokenizer.encode(" ")[0]
    let words = try model.generate("a", options, processors: [EndAfter(token: space, count: 4)])
    check(try words.text.filter { $0 == " " }.count == 4, "four spaces")

    try decode(with: model)

    let score = try model.score("ab")
    check(try model.scores(of: ["ab", "b"])[0] == score, "one score")
    check(score.logProbability.isFinite, "\(score.logProbability)")
    let evaluation = try? model.evaluate(corpus)
    check(evaluation == nil, "the corpus has two vowels side by side, which the model excludes")
  }

  /// Two texts with prompts and options of their own, side by side.
  private static func decode(with model: VowelModel) throws {
    var (short, long) = (GenerationOptions(), GenerationOptions())
    (short.length, long.length, long.sampling.seed) = (20, 100, 7)
    let withoutT = [Lipogram(forbidden: try model.tokenizer.encode("t")[0])]
    let withoutL = [Lipogram(forbidden: try model.tokenizer.encode("l")[0])]
    var decoder = LaneDecoder(model)
    let first = try decoder.add("a", short, processors: withoutT)
    let second = try decoder.add("the old lamp", long, processors: withoutL, sampleIndex: 2)
    var texts: [LaneID: String] = [:]
    var ends: [LaneID] = []
    while !decoder.isEmpty {
      for event in decoder.step() {
        switch event {
        case .token: break
        case .piece(let lane, let text): texts[lane, default: ""] += text
        case .finished(let lane, let text):
          check(text.finishReason == .length, "both texts end by their length")
          ends.append(lane)
        }
      }
    }
    check(ends == [first, second], "the short text ends first")
    let firstAlone = try model.generate("a", short, processors: withoutT).text
    check(texts[first] == firstAlone, "the first text is the one alone")
    let secondAlone = try model.generate(
      "the old lamp", long, processors: withoutL, sampleIndex: 2
    ).text
    check(texts[second] == secondAlone, "the second text is the one alone")
    let next = try model.nextTokenLogProbabilities(after: "a")
    check(abs(next.reduce(0) { $0 + exp($1) } - 1) < 1e-9, "probabilities sum to 1")
  }

  /// A run with an optimizer and a schedule of one's own.
  private static func train(_ text: String) throws {
    var configuration = TrainingConfiguration()
    configuration.network.layers = 1
    configuration.network.hiddenSize = 24
    configuration.network.embeddingSize = 12
    configuration.batch = 4
    configuration.window = 16
    configuration.steps = 60
    configuration.optimizer.rate = 0.003
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("outside-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let data = try TrainingData(CorpusReader(text: text), configuration)
    let trainer = try Trainer(
      data, configuration, directory: directory, optimizer: SignDescent(),
      schedule: { 1 - $0.fraction / 2 })
    var losses: [Double] = []
    var rates: [Double] = []
    let (model, _) = try trainer.run { event in
      if case .step(let step) = event {
        losses.append(step.nats)
        rates.append(step.rate)
      }
    }
    let report = try RunReport(directories: [directory])
    check(report.problems.isEmpty && report.html.contains("<svg"), "a page: \(report.problems)")
    let curve = try LossCurve(ofRunIn: directory)
    check(curve?.text.contains("nats per token") ?? false, "a curve")
    check(losses.count == 60 && losses[59] < losses[0] - 0.5, "it learns: \(losses)")
    check(abs(rates[0] - 0.003) < 1e-9 && rates[59] < 0.0016, "its rate falls: \(rates)")
    try readHiddenStates(model)
    try distill(model, text)
  }

  /// A loop of one's own: a small network learns from the probabilities of a larger one, and gives
  /// spaces half the weight.
  private static func distill(_ teacher: LanguageModel, _ text: String) throws {
    let tokens = try teacher.tokenizer.encode(text)
    let space = try teacher.tokenizer.encode(" ")[0]
    var configuration = NetworkConfiguration()
    (configuration.layers, configuration.hiddenSize, configuration.embeddingSize) = (1, 16, 8)
    let network = try CharacterNetwork(
      configuration, vocabularySize: teacher.tokenizer.vocabulary.count)
    var random = RandomSource(seed: 1)
    let learner = Learner(
      network, network.layout.initialize(from: &random),
      OptimizerConfiguration().makeOptimizer(for: network), window: 16, lanes: 4)
    let losses = (0..<80).map { step in
      learner.step(rate: 0.01) { lanes in
        let starts = lanes.map { ($0 * 700 + step * 16) % (tokens.count - 17) }
        let places = (0..<16).flatMap { t in starts.map { $0 + t } }
        var batch = TokenBatch(
          steps: 16, lanes: lanes.count, inputs: places.map { tokens[$0] },
          targets: places.map { tokens[$0 + 1] }, boundary: nil, startsAnew: true)
        var state = teacher.engine.network.initialState(lanes: lanes.count)
        batch.distributions = softmax(
          teacher.engine.logits(batch, &state), columns: network.vocabularySize)
        batch.weights = batch.targets.map { $0 == space ? 0.5 : 1 }
        return batch
      }.loss.mean
    }
    check(losses[79] < losses[0] - 0.2, "the small network learns: \(losses)")
  }

  private static func softmax(_ logits: [Float], columns: Int) -> [Float] {
    stride(from: 0, to: logits.count, by: columns).flatMap { row in
      let values = logits[row..<row + columns].map { exp($0) }
      return values.map { $0 / values.reduce(0, +) }
    }
  }

  /// The stack's output after every token of a text.
  private static func readHiddenStates(_ model: LanguageModel) throws {
    let tokens = try model.tokenizer.encode("the old lamp keeper")
    var state = model.initialState()
    let vectors = model.engine.hiddenStates(tokens[...], from: &state)
    check(vectors.shape == [tokens.count, 24], "a vector for each token: \(vectors.shape)")
    check(state != model.initialState(), "the state has read the text")
  }

  /// A tagger that starts from the layers of a language model.
  private static func label(_ text: String) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("outside-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = folder + "/train.tsv"
    try text.split(separator: "\n").map { line in
      line.map { "\($0)\t\("aeiou".contains($0) ? "V" : "O")\n" }.joined() + "\n"
    }.joined().write(toFile: file, atomically: true, encoding: .utf8)
    var small = TrainingConfiguration()
    (small.network.layers, small.network.hiddenSize, small.batch) = (1, 16, 4)
    (small.window, small.steps) = (16, 40)
    let corpus = try TrainingData(CorpusReader(text: text), small)
    let base = try Trainer(corpus, small, directory: folder + "/base").run().model

    var configuration = TrainingConfiguration(labelingFrom: base)
    (configuration.batch, configuration.steps) = (4, 100)
    let reader = LabeledReader(paths: [file], format: .columns)
    let data = try LabelData(reader, format: .columns, configuration, model: base)
    let trainer = try Trainer<Tagger>(
      data, configuration, start: .model(base), directory: folder + "/tagger")
    let (tagger, summary) = try trainer.run()
    check(summary.findings.contains { $0.name == "better_than_commonest_label" }, "\(summary)")
    check(try tagger.tag("dawn").count == 4, "a label for each character")
  }

  private static func check(_ holds: Bool, _ message: @autoclosure () -> String) {
    guard holds else { fatalError(message()) }
  }
}
