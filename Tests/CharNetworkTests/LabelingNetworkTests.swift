import CharNetwork
import CharNumerics
import CharOracle
import TestSupport
import Testing

/// A network of the family in one or both directions.
struct LabelingCase: Sendable, CustomTestStringConvertible {
  var configuration: NetworkConfiguration
  let testDescription: String

  static let all: [LabelingCase] = NetworkCase.all.flatMap { test in
    [false, true].compactMap { isBidirectional in
      var configuration = test.configuration
      configuration.isBidirectional = isBidirectional
      let isLegal = (try? configuration.validate()) != nil && !configuration.tiesEmbeddings
      return isLegal
        ? LabelingCase(
          configuration: configuration,
          testDescription: test.testDescription + (isBidirectional ? ", both directions" : ""))
        : nil
    }
  }
}

/// What holds for networks that label text.
@Suite("Labeling networks")
struct LabelingNetworkTests {
  static let labels = 4

  private static let tagger = NetworkHead.tokenLabels(labels)
  private static func classifier(_ pooling: Pooling) -> NetworkHead {
    .textLabels(labels, pooling)
  }

  private static func make(
    _ head: NetworkHead, _ configuration: NetworkConfiguration
  ) throws -> (CharacterNetwork, Parameters) {
    let network = try CharacterNetwork(configuration, vocabularySize: 7, head: head)
    var random = RandomSource(seed: 1)
    var parameters = network.layout.initialize(from: &random)
    for i in parameters.values.indices { parameters.values[i] += 0.2 * (random.nextFloat() - 0.5) }
    return (network, parameters)
  }

  /// The loss of a batch and its gradient.
  private static func gradient(
    _ network: CharacterNetwork, _ parameters: Parameters, _ batch: TokenBatch, key: UInt64 = 0
  ) -> (loss: LossSum, gradient: Gradient) {
    withSerialKernels {
      let weights = PackedWeights(network.productSlots, precision: .float32, trains: true)
      var workspace = network.makeWorkspace(
        steps: batch.steps, lanes: batch.lanes, weights: weights)
      var gradient = Gradient(layout: network.layout)
      var state = network.initialState(lanes: batch.lanes)
      weights.pack(parameters)
      network.prepare(&workspace, parameters)
      let loss = network.lossAndGradient(
        batch, parameters, state: &state, workspace: &workspace, gradient: &gradient, scale: 1,
        dropoutKey: key)
      return (loss, gradient)
    }
  }

  /// For each span `[labels]`, or `[steps, labels]` where tokens have labels.
  static func logits(
    _ network: CharacterNetwork, _ parameters: Parameters, _ batch: TokenBatch
  ) -> [[Float]] {
    var state = network.initialState(lanes: batch.lanes)
    let all = InferenceEngine(network, parameters, threads: 1).logits(batch, &state)
    let labels = network.head.labelCount ?? 0
    return batch.spans.enumerated().map { index, span in
      let rows =
        network.head.pooling == nil
        ? span.steps.map { $0 * batch.lanes + span.lane } : [index]
      return rows.flatMap { all[$0 * labels..<($0 + 1) * labels] }
    }
  }

  /// Those whose gradient is that of the loss they report.
  static let unsmoothed = LabelingCase.all.filter { $0.configuration.labelSmoothing == 0 }

  /// The gradient along its own signs against the difference of two losses, slot by slot.
  private static func checkGradient(
    _ head: NetworkHead, _ configuration: NetworkConfiguration, _ name: String
  ) throws {
    let (network, parameters) = try make(head, configuration)
    let batch = makeSequences(labelsSequences: head.pooling != nil)
    let slope = gradient(network, parameters, batch, key: 3).gradient
    for slot in network.layout.slots {
      let expected = slot.range.reduce(0.0) { $0 + Double(abs(slope.values[$1])) }
      #expect(expected > 0, "\(name): \(slot.name) has no gradient")
      // A long step meets the corners of a rectifier and the curves of a normalization, a short one
      // the rounding of the loss.
      let errors = [Float(1e-3), 2e-4, 4e-5].map { step in
        var (up, down) = (parameters, parameters)
        for i in slot.range {
          let sign: Float = slope.values[i] < 0 ? -1 : 1
          up.values[i] += step * sign
          down.values[i] -= step * sign
        }
        let losses = [up, down].map { gradient(network, $0, batch, key: 3).loss.nats }
        return abs((losses[0] - losses[1]) / (2 * Double(step)) - expected) / max(1, expected)
      }
      #expect(errors.contains { $0 < 1e-2 }, "\(name): \(slot.name): \(errors)")
    }
  }

  @Test("A tagger's gradient is that of its loss", arguments: unsmoothed)
  func taggerGradient(_ test: LabelingCase) throws {
    try Self.checkGradient(Self.tagger, test.configuration, test.testDescription)
  }

  @Test("A classifier's gradient is that of its loss", arguments: Pooling.allCases)
  func classifierGradient(_ pooling: Pooling) throws {
    for test in Self.unsmoothed
    where test.configuration.cell == .gru || test.configuration.zoneout > 0 {
      let c = test.configuration
      guard !(pooling == .last && c.isBidirectional && c.outputLayers > 0) else { continue }
      try Self.checkGradient(Self.classifier(pooling), c, test.testDescription)
    }
  }

  /// The heads that a configuration can have.
  private static func heads(_ configuration: NetworkConfiguration) -> [NetworkHead] {
    let poolings = Pooling.allCases.filter {
      !($0 == .last && configuration.isBidirectional && configuration.outputLayers > 0)
    }
    return [tagger] + poolings.map(classifier)
  }

  /// Loss and gradient by hand and by the graph, tensor by tensor.
  private static func compare(
    _ head: NetworkHead, _ configuration: NetworkConfiguration
  ) throws {
    let (network, parameters) = try make(head, configuration.undisturbed)
    let batch = makeSequences(labelsSequences: head.pooling != nil)
    let check = GradientCheck(network, parameters, batch: batch, takesDifferences: false)
    #expect(abs(check.handNats - check.graphNats) < 1e-6 * check.graphNats)
    for tensor in check.tensors {
      // Rows that are almost constant magnify the rounding of a Float where they are normalized.
      let limit = configuration.normalizesLayers ? tensor.handLimit : GradientCheck.handLimit
      #expect(tensor.graph.norm > 0, "\(tensor.slot.name) has no gradient")
      #expect(tensor.handError <= limit, "\(tensor.slot.name)")
    }
  }

  @Test(
    "Gradients written by hand equal those of the graph, tensor by tensor",
    arguments: LabelingCase.all)
  func graph(_ test: LabelingCase) throws {
    for head in Self.heads(test.configuration) { try Self.compare(head, test.configuration) }
  }

  @Test("Logits equal the equations in Double", arguments: LabelingCase.all)
  func graphLogits(_ test: LabelingCase) throws {
    for head in Self.heads(test.configuration) {
      let (network, parameters) = try Self.make(head, test.configuration)
      let batch = makeSequences(labelsSequences: head.pooling != nil)
      let expected = GraphLabeler(network, parameters).window(batch).logits
      let found = Self.logits(network, parameters, batch)
      #expect(found.map(\.count) == expected.map(\.count))
      let limit = test.configuration.normalizesLayers ? 2e-4 : 1e-5
      for (a, b) in zip(found.joined(), expected.joined()) {
        #expect(abs(Double(a) - b) < limit)
      }
    }
  }

  @Test("A gradient holds with dropout", arguments: [false, true])
  func dropout(_ locks: Bool) throws {
    var configuration = NetworkConfiguration()
    configuration.hiddenSize = 5
    configuration.embeddingSize = 3
    configuration.isBidirectional = true
    configuration.dropout = 0.3
    configuration.locksDropout = locks
    try Self.checkGradient(Self.tagger, configuration, "dropout")
    try Self.checkGradient(Self.classifier(.mean), configuration, "dropout")
  }

  @Test("A loss counts labels that are there, and no others")
  func count() throws {
    var configuration = LabelingCase.all[0].configuration
    configuration.isBidirectional = true
    let tagger = try Self.make(Self.tagger, configuration)
    let tags = makeSequences(labelsSequences: false)
    #expect(tags.targets.contains { $0 >= 0 })
    let loss = Self.gradient(tagger.0, tagger.1, tags).loss
    #expect(loss.count == tags.targetCount)
    let nats = tags.spans.map { Self.gradient(tagger.0, tagger.1, tags.alone($0)).loss.nats }
    #expect(abs(loss.nats - nats.reduce(0, +)) < 1e-4)
    let classifier = try Self.make(Self.classifier(.mean), configuration)
    let texts = makeSequences(labelsSequences: true)
    #expect(Self.gradient(classifier.0, classifier.1, texts).loss.count == texts.targetCount)
    #expect(texts.targetCount == texts.spans.count { $0.target >= 0 })
  }

  @Test("A sequence hears what it would hear alone, to the last bit", arguments: LabelingCase.all)
  func alone(_ test: LabelingCase) throws {
    let batch = makeSequences(labelsSequences: false)
    for head in Self.heads(test.configuration) {
      let (network, weights) = try Self.make(head, test.configuration)
      let together = Self.logits(network, weights, batch)
      for (span, logits) in zip(batch.spans, together) {
        #expect(logits.count == (head.pooling == nil ? span.steps.count : 1) * Self.labels)
        #expect(Self.logits(network, weights, batch.alone(span))[0] == logits)
      }
    }
  }

  /// The same network with its directions exchanged.
  private static func mirrored(_ network: CharacterNetwork, _ parameters: Parameters) -> Parameters
  {
    var result = parameters
    let h = network.configuration.hiddenSize
    for slot in network.layout.slots {
      let isReversed = slot.name.hasSuffix("_reverse")
      let name =
        isReversed ? String(slot.name.dropLast("_reverse".count)) : slot.name + "_reverse"
      guard let other = network.layout[name] else { continue }
      result[slot] = parameters[other]
    }
    // What reads both directions has their columns exchanged.
    let weights = network.layout.slots.filter {
      $0.columns == 2 * h && ($0.name.hasPrefix("rnn.weight_ih_l1") || $0.name == "output.weight")
    }
    for slot in weights {
      let values = Array(result[slot])
      var exchanged: [Float] = []
      for row in stride(from: 0, to: values.count, by: 2 * h) {
        exchanged += values[(row + h)..<(row + 2 * h)]
        exchanged += values[row..<(row + h)]
      }
      result[slot] = exchanged[...]
    }
    return result
  }

  @Test(
    "A reversed text, read with the directions exchanged, gets the same labels in reverse",
    arguments: CellKind.allCases)
  func mirror(_ cell: CellKind) throws {
    var configuration = NetworkConfiguration()
    configuration.cell = cell
    configuration.hiddenSize = 5
    configuration.embeddingSize = 3
    configuration.isBidirectional = true
    configuration.learnsInitialState = true
    let (network, parameters) = try Self.make(Self.tagger, configuration)
    let batch = makeSequences(labelsSequences: false)
    for span in batch.spans {
      let tokens = batch.tokens(of: span)
      let reversed = TokenBatch(
        steps: tokens.count, lanes: 1, inputs: tokens.reversed(),
        targets: tokens.map { _ in TokenBatch.noTarget },
        spans: [.init(lane: 0, steps: 0..<tokens.count)])
      let forward = Self.logits(network, parameters, batch.alone(span))[0]
      let backward = Self.logits(network, Self.mirrored(network, parameters), reversed)[0]
      for step in tokens.indices {
        for label in 0..<Self.labels {
          let a = forward[step * Self.labels + label]
          let b = backward[(tokens.count - 1 - step) * Self.labels + label]
          #expect(abs(a - b) < 1e-5)
        }
      }
    }
  }

  @Test("Both directions hear the whole sequence, one only what was read")
  func directions() throws {
    for isBidirectional in [false, true] {
      var configuration = NetworkConfiguration()
      configuration.hiddenSize = 5
      configuration.isBidirectional = isBidirectional
      let (network, parameters) = try Self.make(Self.tagger, configuration)
      func logits(_ tokens: [Int32]) -> [Float] {
        let batch = TokenBatch(
          steps: tokens.count, lanes: 1, inputs: tokens,
          targets: tokens.map { _ in TokenBatch.noTarget },
          spans: [.init(lane: 0, steps: 0..<tokens.count)])
        return Self.logits(network, parameters, batch)[0]
      }
      let (a, b) = (logits([1, 2, 3, 4]), logits([1, 2, 3, 5]))
      #expect((a.prefix(Self.labels) == b.prefix(Self.labels)) == !isBidirectional)
      #expect(a.suffix(Self.labels) != b.suffix(Self.labels))
    }
  }

  @Test("Pooling takes the mean, the last of each direction, and the largest")
  func pooling() throws {
    var configuration = NetworkConfiguration()
    configuration.hiddenSize = 3
    configuration.layers = 1
    configuration.isBidirectional = true
    let tokens: [Int32] = [1, 4, 2, 6, 3]
    let batch = TokenBatch(
      steps: tokens.count, lanes: 1, inputs: tokens,
      targets: tokens.map { _ in TokenBatch.noTarget },
      spans: [.init(lane: 0, steps: 0..<tokens.count)])
    // Six labels that are the six outputs themselves.
    func identity(_ layout: ParameterLayout, _ parameters: inout Parameters) throws {
      let (weight, bias) = (
        try #require(layout["output.weight"]), try #require(layout["output.bias"])
      )
      parameters[weight] = (0..<36).map { $0 / 6 == $0 % 6 ? 1 : 0 }[...]
      parameters[bias] = [Float](repeating: 0, count: 6)[...]
    }
    let tagger = try CharacterNetwork(configuration, vocabularySize: 7, head: .tokenLabels(6))
    var random = RandomSource(seed: 4)
    var parameters = tagger.layout.initialize(from: &random)
    try identity(tagger.layout, &parameters)
    let steps = Self.logits(tagger, parameters, batch)[0]
    for pooling in Pooling.allCases {
      let network = try CharacterNetwork(
        configuration, vocabularySize: 7, head: .textLabels(6, pooling))
      let found = Self.logits(network, parameters, batch)[0]
      for unit in 0..<6 {
        let values = tokens.indices.map { steps[$0 * 6 + unit] }
        let expected: Float
        switch pooling {
        case .mean: expected = values.reduce(0, +) / 5
        case .max: expected = values.reduce(-1, max)
        case .last: expected = unit < 3 ? values[4] : values[0]
        }
        #expect(abs(found[unit] - expected) < 1e-6)
      }
    }
  }

  @Test("What does not fit is refused with a reason")
  func refusals() {
    func reason(_ pooling: Pooling, _ change: (inout NetworkConfiguration) -> Void) -> String {
      var configuration = NetworkConfiguration()
      change(&configuration)
      do {
        _ = try CharacterNetwork(
          configuration, vocabularySize: 7, head: .textLabels(2, pooling))
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(
      reason(.mean) {
        $0.tiesEmbeddings = true
        $0.embeddingSize = $0.hiddenSize
      }.contains("do not tie"))
    #expect(
      reason(.last) {
        $0.isBidirectional = true
        $0.outputLayers = 1
      }.contains("take mean or max"))
    #expect(reason(.last) { $0.outputLayers = 1 }.isEmpty)
    #expect(reason(.last) { $0.isBidirectional = true }.isEmpty)
  }
}
