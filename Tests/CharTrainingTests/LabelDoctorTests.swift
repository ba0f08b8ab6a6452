import CharLM
import CharNetwork
import CharNumerics
import CharText
import CharTraining
import Foundation
import Testing

@Suite("The doctor at taggers and classifiers")
final class LabelDoctorTests {
  private let scratch = Scratch()

  init() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path, withIntermediateDirectories: true)
  }

  private func findings(
    _ text: String, _ format: LabeledFormat = .columns,
    _ change: (inout TrainingConfiguration) -> Void = { _ in }
  ) throws -> [Finding] {
    let file = scratch.path + "/text-\(UUID().uuidString)"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    var configuration = smallConfiguration(steps: 150)
    configuration.network.isBidirectional = true
    configuration.network.layers = 1
    configuration.optimizer.rate = 0.02
    configuration.evaluateEvery = 25
    configuration.validationFraction = 0.2
    configuration.window = 24
    change(&configuration)
    let data = try LabelData(
      LabeledReader(paths: [file], format: format), format: format, configuration)
    return format == .columns
      ? try Trainer<Tagger>(data, configuration, directory: file + "-model").run().summary.findings
      : try Trainer<Classifier>(data, configuration, directory: file + "-model").run().summary
        .findings
  }

  /// Sequences of letters and their labels.
  private func columns(_ label: (Character, inout RandomSource) -> String) -> String {
    var random = RandomSource(seed: 3)
    return (0..<60).map { _ in
      (0..<20).map { _ in
        let letter: Character = Array("abcd")[Int(random.next() % 4)]
        return "\(letter)\t\(label(letter, &random))\n"
      }.joined() + "\n"
    }.joined()
  }

  @Test("Labels that can be learned are better than the commonest one, and nothing is wrong")
  func healthy() throws {
    let names = try findings(columns { letter, _ in letter == "a" ? "A" : "O" }).map(\.name)
    #expect(names.contains("better_than_commonest_label"), "\(names)")
    let fine = ["better_than_commonest_label", "still_improving"]
    #expect(names.allSatisfy(fine.contains), "\(names)")
  }

  @Test("Labels that nothing tells apart are no better than the commonest, and the rare is missed")
  func chance() throws {
    let found = try findings(columns { _, random in random.next() % 8 == 0 ? "R" : "O" }) {
      $0.steps = 50
      $0.optimizer.rate = 0.01
    }
    #expect(found.contains { $0.name == "worse_than_commonest_label" }, "\(found)")
    #expect(found.contains(.neverPredicted(labels: ["R"])), "\(found)")
  }

  @Test("A classifier is compared too, and a rate far too high is told")
  func rate() throws {
    let lines = (0..<120).map { index in
      index % 3 == 0 ? "no\tabababab\n" : "yes\tacacac\(index % 2 == 0 ? "ab" : "ca")\n"
    }.joined()
    let good = try findings(lines, .lines)
    #expect(good.contains { $0.name == "better_than_commonest_label" }, "\(good)")
    let high = try findings(columns { letter, _ in letter == "a" ? "A" : "O" }) {
      $0.optimizer.rate = 3
    }
    #expect(high.contains { $0.name == "rate_too_high" }, "\(high)")
  }

  @Test("The doctor can be turned off")
  func off() throws {
    let text = columns { letter, _ in letter == "a" ? "A" : "O" }
    #expect(try findings(text) { $0.asksDoctor = false }.isEmpty)
  }

  @Test("A measurement near zero that wavers is not overfitting, and in text it is")
  func scale() {
    func history(_ scale: Double) -> TrainingHistory {
      var history = TrainingHistory(parameters: 10, tokens: 1000, outcomes: 5)
      history.lossScale = scale
      for step in 1...400 {
        history.add(TrainingHistory.Stretch(step: step, nats: 0.01 - 0.00002 * Double(step)))
        if step % 50 == 0 {
          let nats = step == 250 ? 0.0100 : 0.0102
          history.add(TrainingHistory.Measurement(step: step, nats: nats))
        }
      }
      return history
    }
    #expect(Diagnosis(history(0)).findings.contains { $0.name == "overfitting" })
    #expect(Diagnosis(history(0.7)).findings.isEmpty)
  }

  // MARK: - The network

  private func network(
    isBidirectional: Bool, layers: Int = 2, labels: Int = 3,
    _ change: (inout NetworkConfiguration) -> Void = { _ in }
  ) throws -> (network: CharacterNetwork, parameters: Parameters) {
    var configuration = NetworkConfiguration()
    (configuration.hiddenSize, configuration.embeddingSize) = (16, 8)
    (configuration.layers, configuration.isBidirectional) = (layers, isBidirectional)
    change(&configuration)
    let network = try CharacterNetwork(
      configuration, vocabularySize: 20, head: .tokenLabels(labels))
    var random = RandomSource(seed: 1)
    return (network, network.layout.initialize(from: &random))
  }

  /// Four sequences of 24 tokens, the first of each a boundary.
  private func corpus(_ token: (_ lane: Int, _ step: Int) -> Int) -> LabeledCorpus {
    var corpus = LabeledCorpus()
    for lane in 0..<4 {
      corpus.tokens += (0..<24).map { step in
        step == 0 ? Vocabulary.documentBoundary : Token(2 + token(lane, step) % 17)
      }
    }
    corpus.targets = corpus.tokens.map { _ in 0 }
    return corpus
  }

  private var mixed: LabeledCorpus { corpus { ($0 * 24 + $1) * 31 } }

  @Test(
    "Fresh layers of every kind are healthy in one direction and in both",
    arguments: CellKind.allCases)
  func fresh(_ cell: CellKind) throws {
    for isBidirectional in [false, true] {
      let (network, parameters) = try network(isBidirectional: isBidirectional) {
        $0.cell = cell
        $0.inputLayers = 1
        $0.learnsInitialState = true
      }
      let probe = try #require(NetworkProbe(network, parameters, mixed, window: 64))
      #expect(probe.layers.count == 2 && probe.distance == 16)
      #expect(probe.layers.allSatisfy { $0.flow != nil }, "\(probe)")
      let history = TrainingHistory(parameters: 1, tokens: 1, outcomes: 3)
      #expect(Diagnosis(history, probe: probe).findings == [], "\(isBidirectional)")
    }
  }

  @Test("Dead units and shut gates are found in the layer and direction where they are")
  func dead() throws {
    let (network, fresh) = try network(isBidirectional: true)
    for (layer, suffix) in [(0, ""), (0, "_reverse"), (1, ""), (1, "_reverse")] {
      var parameters = fresh
      let slot = try #require(network.layout["rnn.bias_ih_l\(layer)\(suffix)"])
      // Output gates of half of the units.
      for unit in 0..<8 { parameters.values[slot.offset + 3 * 16 + unit] = -40 }
      let layers = try #require(NetworkProbe(network, parameters, mixed, window: 64)).layers
      #expect(layers[layer].dead == 0.25, "\(slot.name)")
      #expect(layers[1 - layer].dead == 0)
      let saturated = try #require(layers[layer].saturated["output"])
      #expect(saturated >= 0.25 && saturated < 0.5)
    }
    var full = fresh
    for index in full.values.indices { full.values[index] *= 200 }
    let layers = try #require(NetworkProbe(network, full, mixed, window: 64)).layers
    #expect(layers[0].saturated.values.allSatisfy { $0 > 0.9 })
  }

  @Test("A vanishing gradient is found in one direction")
  func vanishing() throws {
    let (network, fresh) = try network(isBidirectional: true)
    for suffix in ["", "_reverse"] {
      var parameters = fresh
      let bias = try #require(network.layout["rnn.bias_ih_l1\(suffix)"])
      // Forget gates that let next to nothing through, and no other way back.
      for unit in 16..<32 { parameters.values[bias.offset + unit] = -12 }
      let slot = try #require(network.layout["rnn.weight_hh_l1\(suffix)"])
      for index in slot.range { parameters.values[index] = 0 }
      let probe = try #require(NetworkProbe(network, parameters, mixed, window: 64))
      let history = TrainingHistory(parameters: 1, tokens: 1, outcomes: 3)
      let found = Diagnosis(history, probe: probe).findings
      #expect(found.map(\.name) == ["vanishing_gradient"], "\(found)")
      guard case .vanishingGradient(let layer, _, _) = found.first else { continue }
      #expect(layer == 1)
    }
  }

  @Test("Both directions see of a layer what the network itself makes")
  func outputs() throws {
    // The labels are the units, so that logits are outputs of the top layer.
    let (network, fresh) = try network(isBidirectional: true, labels: 32)
    var parameters = fresh
    let output = try #require(network.layout["output.weight"])
    parameters[output] = (0..<32 * 32).map { $0 % 33 == 0 ? 1 : 0 }[...]
    for suffix in ["", "_reverse"] {
      let bias = try #require(network.layout["rnn.bias_ih_l1\(suffix)"])
      // Units from wide open to nearly shut, some of which change too little.
      for unit in 0..<16 {
        parameters.values[bias.offset + 3 * 16 + unit] = -Float(unit) / 2
      }
    }
    let corpus = mixed
    let weights = PackedWeights(network.productSlots, precision: .float32, trains: false)
    weights.pack(parameters)
    var workspace = network.makeWorkspace(steps: 24, lanes: 4, trains: false, weights: weights)
    network.prepare(&workspace, parameters)
    let inputs = (0..<24).flatMap { step in (0..<4).map { corpus.tokens[$0 * 24 + step] } }
    let batch = TokenBatch(
      steps: 24, lanes: 4, inputs: inputs,
      targets: [Int32](repeating: TokenBatch.noTarget, count: inputs.count),
      spans: (0..<4).map { TokenBatch.Span(lane: $0, steps: 0..<24) })
    var state = network.initialState(lanes: 4)
    let rows = network.logits(batch, parameters, state: &state, workspace: &workspace)
    let deviations = (0..<32).map { unit -> Double in
      let values = stride(from: unit, to: rows.count, by: 32).map { Double(rows[$0]) }
      let mean = values.reduce(0, +) / Double(values.count)
      return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
        .squareRoot()
    }
    let dead = deviations.count { $0 < 1e-3 }
    #expect(dead > 3 && dead < 29, "\(deviations)")
    let probe = try #require(NetworkProbe(network, parameters, corpus, window: 64))
    #expect(probe.layers[1].dead == Double(dead) / 32)
  }

  @Test("Nothing is said of text that is too short")
  func short() throws {
    let (network, parameters) = try network(isBidirectional: true)
    var corpus = LabeledCorpus()
    corpus.tokens = [Vocabulary.documentBoundary, 3]
    corpus.targets = [-1, 0]
    #expect(NetworkProbe(network, parameters, corpus, window: 64) == nil)
    #expect(NetworkProbe(network, parameters, LabeledCorpus(), window: 64) == nil)
  }
}
