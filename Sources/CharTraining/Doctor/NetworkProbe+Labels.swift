package import CharNetwork
package import CharNumerics
package import CharText

extension NetworkProbe {
  /// Probes the layers of a network that labels text.
  ///
  /// Its output is not needed, so the layers are probed in networks with another one: all at once,
  /// or for bidirectional networks each layer and direction separately, on the output of the layer
  /// below.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - parameters: its weights.
  ///   - corpus: labeled text, of which the beginnings of a few sequences are read; the result is
  ///     nil if there is too little of it.
  ///   - window: maximum T.
  package init?(
    _ network: CharacterNetwork, _ parameters: Parameters, _ corpus: LabeledCorpus,
    window: Int
  ) {
    guard let text = LaneTokens(corpus, window: window) else { return nil }
    let configuration = network.configuration
    guard configuration.isBidirectional else {
      guard
        let layers = LayerProbe(configuration, vocabularySize: network.vocabularySize, parameters)
      else { return nil }
      self = NetworkProbe(layers.network, layers.parameters, text.batch(text.tokens))
      return
    }
    guard let embedding = network.layout["embedding.weight"] else { return nil }
    let width = embedding.columns
    // The input of a layer, one row per token of the lanes.
    var rows = text.tokens.flatMap { token in
      parameters[embedding].dropFirst(Int(token) * width).prefix(width)
    }
    self.init(layers: [], distance: 0)
    for layer in 0..<configuration.layers {
      var (outputs, found): ([[Float]], [Layer]) = ([], [])
      for isReversed in [false, true] {
        guard
          let one = LayerProbe(
            configuration, layer: layer, isReversed: isReversed, rows: rows,
            count: text.tokens.count, parameters)
        else { return nil }
        let batch = text.batch(text.numbers(isReversed: isReversed))
        let probe = NetworkProbe(one.network, one.parameters, batch)
        distance = probe.distance
        found += probe.layers
        let values = one.network.gateValues(batch, one.parameters).first { $0.name == "hidden" }
        outputs.append(text.inOrder(values?.values ?? [], isReversed: isReversed))
      }
      layers.append(Layer(directions: found))
      let units = configuration.hiddenSize
      rows = (0..<text.tokens.count).flatMap { row in
        outputs.flatMap { $0[row * units..<(row + 1) * units] }
      }
    }
  }
}

extension NetworkProbe.Layer {
  /// Combines the directions of a layer: means over units and gates, and the gradient ratio
  /// furthest from 1.
  fileprivate init(directions: [NetworkProbe.Layer]) {
    let count = Double(directions.count)
    self.init(dead: directions.reduce(0) { $0 + $1.dead } / count)
    for direction in directions {
      for (gate, share) in direction.saturated { saturated[gate, default: 0] += share / count }
    }
    func change(_ flow: Double) -> Double { max(flow, 1 / max(flow, .leastNormalMagnitude)) }
    flow = directions.compactMap(\.flow).max { change($0) < change($1) }
  }
}

/// Beginnings of held-out sequences in parallel lanes of equal length.
private struct LaneTokens {
  /// `[T, B]`.
  let tokens: [Token]
  let steps, lanes: Int

  private static let laneLimit = 8

  /// Takes the beginnings of the longest sequences; nil if none has three tokens.
  init?(_ corpus: LabeledCorpus, window: Int) {
    let longest = corpus.sequences.sorted {
      ($0.count, $1.lowerBound) > ($1.count, $0.lowerBound)
    }.prefix(Self.laneLimit)
    // Short sequences would leave little of the long ones.
    let half = min(window, longest.first?.count ?? 0) / 2
    let sequences = longest.filter { $0.count >= half }
    let steps = min(window, sequences.map(\.count).min() ?? 0)
    guard steps > 2 else { return nil }
    tokens = (0..<steps).flatMap { step in
      sequences.map { corpus.tokens[$0.lowerBound + step] }
    }
    (self.steps, lanes) = (steps, sequences.count)
  }

  /// Returns a batch whose lanes start from the initial state; its targets are irrelevant.
  func batch(_ inputs: [Token]) -> TokenBatch {
    TokenBatch(
      steps: steps, lanes: lanes, inputs: inputs, targets: inputs, boundary: nil, startsAnew: true)
  }

  /// Returns the indices of the tokens in reading order.
  func numbers(isReversed: Bool) -> [Token] {
    (0..<steps).flatMap { step in
      (0..<lanes).map { Token((isReversed ? steps - 1 - step : step) * lanes + $0) }
    }
  }

  /// Returns values per step, `[T·B, n]`, in text order.
  func inOrder(_ values: [Float], isReversed: Bool) -> [Float] {
    guard isReversed else { return values }
    let width = values.count / steps
    return (0..<steps).reversed().flatMap { values[$0 * width..<($0 + 1) * width] }
  }
}

/// Layers of a network with a placeholder output.
private struct LayerProbe {
  let network: CharacterNetwork
  var parameters: Parameters

  /// Creates a probe of all layers of a forward network.
  init?(_ configuration: NetworkConfiguration, vocabularySize: Int, _ source: Parameters) {
    guard let network = try? CharacterNetwork(configuration, vocabularySize: vocabularySize)
    else { return nil }
    self.init(network)
    for slot in network.layout.slots where !slot.name.hasPrefix("output.") {
      guard let other = source.layout[slot.name] else { return nil }
      parameters[slot] = source[other]
    }
  }

  /// Creates a probe of one layer in one direction, with its input as the embedding.
  init?(
    _ configuration: NetworkConfiguration, layer: Int, isReversed: Bool, rows: [Float], count: Int,
    _ source: Parameters
  ) {
    var one = configuration
    (one.isBidirectional, one.layers, one.outputLayers) = (false, 1, 0)
    one.embeddingSize = rows.count / count
    if layer > 0 { one.inputLayers = 0 }
    guard let network = try? CharacterNetwork(one, vocabularySize: count) else { return nil }
    self.init(network)
    for slot in network.layout.slots where !slot.name.hasPrefix("output.") {
      guard slot.name != "embedding.weight" else {
        parameters[slot] = rows[...]
        continue
      }
      let isRecurrent = slot.name.hasPrefix("rnn.")
      let name =
        isRecurrent
        ? slot.name.replacing("_l0", with: "_l\(layer)") + (isReversed ? "_reverse" : "")
        : slot.name
      guard let other = source.layout[name] else { return nil }
      parameters[slot] = source[other]
    }
  }

  private init(_ network: CharacterNetwork) {
    self.network = network
    var random = RandomSource(seed: 0)
    parameters = network.layout.initialize(from: &random)
  }
}
