import CharLM
import CharNetwork
import CharNumerics
import CharText
import CharTraining
import Foundation
import Testing

@Suite("The doctor at real runs")
struct DoctorTests {
  /// Prose in which no line is like another.
  private static let prose = (0..<260).map { index in
    let words = ["miller", "river", "lamp", "harbour", "night", "bread", "stone", "winter"]
    let verbs = ["sees", "leaves", "carries", "counts", "forgets", "mends"]
    let (a, b) = (words[index * 5 % 8], words[(index * index + 3) % 8])
    return "the \(a) \(verbs[index * 7 % 6]) a \(b) \(index % 3 == 0 ? "again" : "at dawn").\n"
  }.joined()

  private func findings(
    _ text: String, in scratch: Scratch = Scratch(),
    _ change: (inout TrainingConfiguration) -> Void
  ) throws -> (heard: [Finding], concluded: [Finding]) {
    var configuration = smallConfiguration(steps: 150)
    configuration.network.layers = 1
    configuration.optimizer.rate = 0.01
    configuration.evaluateEvery = 25
    change(&configuration)
    let data = try TrainingData(CorpusReader(text: text), configuration)
    let trainer = try Trainer(data, configuration, directory: scratch.path)
    var heard: [Finding] = []
    let result = try trainer.run(report: {
      if case .finding(let finding) = $0 { heard.append(finding) }
    })
    return (heard, result.summary.findings)
  }

  @Test("A large network on a tiny text overfits, and is told so once on the way and at the end")
  func overfitting() throws {
    // The end is of other words.
    let text = String(repeating: "abcdefgh ijklmnop ", count: 12) + "the lamp, a boat and pale ink"
    let (heard, concluded) = try findings(text) {
      $0.network.hiddenSize = 48
      $0.batch = 2
      $0.clipNorm = nil
    }
    let names = heard.map(\.name)
    #expect(names.filter { $0 == "overfitting" }.count == 1, "\(names)")
    #expect(concluded.contains { $0.name == "overfitting" })
    #expect(concluded.contains { $0.name == "model_too_large" })
  }

  @Test("A rate far too high, and one far too low, are told from a good one")
  func rates() throws {
    let high = try findings(Self.prose) { $0.optimizer.rate = 3 }
    #expect(high.concluded.contains { $0.name == "rate_too_high" }, "\(high.concluded)")
    let low = try findings(Self.prose) { $0.optimizer.rate = 1e-5 }
    #expect(low.concluded.contains { $0.name == "rate_too_low" }, "\(low.concluded)")
    #expect(low.heard.map(\.name) == ["rate_too_low"])
    let good = try findings(Self.prose) { _ in }
    #expect(good.heard.isEmpty)
    let fine = ["still_improving", "better_than_ngram", "worse_than_ngram"]
    #expect(good.concluded.allSatisfy { fine.contains($0.name) }, "\(good.concluded)")
    #expect(good.concluded.count { $0.name.hasSuffix("than_ngram") } == 1)
  }

  @Test("Saturated weights and dead units are found in the network, and not in a fresh one")
  func network() throws {
    var configuration = NetworkConfiguration()
    configuration.hiddenSize = 16
    configuration.embeddingSize = 8
    configuration.layers = 2
    let network = try CharacterNetwork(configuration, vocabularySize: 20)
    var random = RandomSource(seed: 1)
    let fresh = network.layout.initialize(from: &random)
    let rows = 24 * 4
    let tokens = (0..<rows + 4).map { Int32(2 + $0 * 31 % 17) }
    let batch = TokenBatch(
      steps: 24, lanes: 4, inputs: Array(tokens.prefix(rows)), targets: Array(tokens.suffix(rows)),
      boundary: 1)
    let healthy = NetworkProbe(network, fresh, batch)
    #expect(healthy.layers.count == 2 && healthy.distance == 16)
    for layer in healthy.layers {
      #expect(layer.dead == 0 && layer.saturated.values.allSatisfy { $0 < 0.2 })
      #expect(layer.saturated.keys.sorted() == ["candidate", "forget", "input", "output"])
      #expect(layer.flow.map { $0 > 1e-6 && $0 < 10 } ?? false)
    }
    var saturated = fresh
    for index in saturated.values.indices { saturated.values[index] *= 200 }
    let full = NetworkProbe(network, saturated, batch)
    #expect(full.layers[0].saturated.values.allSatisfy { $0 > 0.9 })
    var dead = fresh
    let slot = try #require(network.layout.slots.first { $0.name == "rnn.bias_ih_l1" })
    // Output gates that are shut.
    for unit in 0..<8 { dead.values[slot.offset + 3 * 16 + unit] = -40 }
    let layers = NetworkProbe(network, dead, batch).layers
    #expect(layers[0].dead == 0 && layers[1].dead == 0.5)
    #expect(layers[1].saturated["output"].map { $0 >= 0.5 } ?? false)
  }

  @Test("Documents that are shorter than what is looked back over say nothing of the gradient")
  func shortDocuments() throws {
    let names = (0..<400).map { "name \($0 * 7919 % 1000)" }.joined(separator: "\n")
    let (heard, concluded) = try findings(names) {
      $0.text.boundary = .line
      $0.window = 32
    }
    let all = (heard + concluded).map(\.name)
    #expect(!all.contains("vanishing_gradient"), "\(all)")

    let network = try CharacterNetwork(NetworkConfiguration(), vocabularySize: 20)
    var random = RandomSource(seed: 1)
    let fresh = network.layout.initialize(from: &random)
    // The boundary of a document at one of the last 16 of 24 steps, or the one before them, or none.
    func flow(_ boundaries: [Int?]) -> Double? {
      let lanes = boundaries.count
      var inputs: [Int32] = []
      for step in 0..<24 {
        for (lane, place) in boundaries.enumerated() {
          inputs.append(place == step ? 1 : Int32(2 + (step * 31 + lane) % 17))
        }
      }
      let batch = TokenBatch(
        steps: 24, lanes: lanes, inputs: inputs,
        targets: [Int32](repeating: 3, count: inputs.count), boundary: 1)
      return NetworkProbe(network, fresh, batch).layers[1].flow
    }
    #expect(flow([8]) == nil && flow([23]) == nil)
    let whole = try #require(flow([nil]))
    #expect(whole > 1e-7)
    #expect(try #require(flow([7])) > 1e-7)
    #expect(flow([nil, 20, 12]) == whole)
  }

  @Test(
    "Fresh networks of every kind are healthy, with learned states and tied embeddings too",
    arguments: CellKind.allCases)
  func fresh(_ cell: CellKind) throws {
    for (learnsState, ties) in [(false, false), (true, false), (false, true), (true, true)] {
      var configuration = NetworkConfiguration()
      configuration.cell = cell
      (configuration.hiddenSize, configuration.embeddingSize) = (24, ties ? 24 : 12)
      configuration.learnsInitialState = learnsState
      configuration.tiesEmbeddings = ties
      let network = try CharacterNetwork(configuration, vocabularySize: 20)
      var random = RandomSource(seed: 1)
      var parameters = network.layout.initialize(from: &random)
      for slot in network.layout.slots where slot.role == .state {
        for index in slot.range { parameters.values[index] = random.nextNormal() }
      }
      // Documents start in the first lane alone.
      let tokens = (0..<8 * 33).map { (index: Int) -> Int32 in
        let starts = index % 33 < 8 && index % 8 == 0
        return starts ? 1 : Int32(2 + index * 31 % 17)
      }
      let batch = TokenBatch(
        steps: 32, lanes: 8, inputs: Array(tokens.prefix(256)), targets: Array(tokens.suffix(256)),
        boundary: 1)
      let probe = NetworkProbe(network, parameters, batch)
      let history = TrainingHistory(parameters: 1, tokens: 1, outcomes: 20)
      #expect(Diagnosis(history, probe: probe).findings == [], "\(learnsState) \(ties)")
      #expect(probe.layers.allSatisfy { $0.flow != nil })
    }
  }

  @Test("Nothing is said of the network or of n-grams where nothing is held out")
  func nothingHeldOut() throws {
    let (heard, concluded) = try findings(Self.prose) { $0.validationFraction = 0 }
    #expect(heard.isEmpty)
    #expect(concluded.allSatisfy { $0.name == "still_improving" })
  }

  @Test("An n-gram model of the run's text has the figures of the baseline, to the last bit")
  func ngramModel() throws {
    let data = try TrainingData(CorpusReader(text: rhyme), smallConfiguration())
    let baseline = try #require(data.baseline())
    let model = NGramLanguageModel(data, order: baseline.order)
    #expect(model.losses(of: data.heldOut)?.natsPerToken == baseline.natsPerToken)
    #expect(model.training?.validNatsPerToken == baseline.natsPerToken)
    #expect(model.training?.trainingTokens == data.training.count)
    #expect(model.configuration.order == baseline.order && model.tokenizer == data.tokenizer)
  }

  @Test("The baseline learns from the training text and is measured as the network is")
  func baseline() throws {
    let configuration = smallConfiguration()
    let data = try TrainingData(CorpusReader(text: Self.prose), configuration)
    let baseline = try #require(data.baseline())
    #expect(baseline.order == 6 && !baseline.isPart)
    #expect(baseline.learnedTokens == data.training.count)
    let frequencies = try #require(data.baseline(order: 1))
    #expect(baseline.natsPerToken < frequencies.natsPerToken / 2)
    let part = try #require(data.baseline(limit: 1000))
    #expect(part.isPart && part.learnedTokens == 1000)
    #expect(part.natsPerToken > baseline.natsPerToken)
    #expect(baseline.unknownShare == 0)
    let alien = try TrainingData(
      CorpusReader(text: Self.prose), validation: CorpusReader(text: "a☃☃☃"), configuration)
    #expect(try #require(alien.baseline()).unknownShare == 0.75)
    // No memory is left.
    #expect(data.baseline(limit: 0) == nil)
    var all = configuration
    all.validationFraction = 0
    #expect(try TrainingData(CorpusReader(text: Self.prose), all).baseline() == nil)
  }
}
