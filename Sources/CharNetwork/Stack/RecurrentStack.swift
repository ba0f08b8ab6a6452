internal import CharNumerics

/// Embedding, fully connected layers and recurrent layers: from tokens, or from vectors, to the vectors
/// that a head reads. A description; `StackWorkspace` computes.
struct RecurrentStack: Sendable {
  let configuration: NetworkConfiguration
  /// `[V, E]`; nil of a stack that reads vectors of width E.
  let embedding: Slot?
  /// Before the recurrence, E to E.
  let inputLayers: [DenseSlots]
  /// The recurrent layers, and in each its directions.
  let layers: [[LayerDescription]]
  /// After the recurrence, to H.
  let outputLayers: [DenseSlots]
  /// Ranges of the parameters of each recurrent layer.
  private let layerRanges: [Range<Int>]
  /// Units of a cell: H, or fewer where several threads share one stream.
  let units: Int

  /// Declares the parameters of a stack, which reads vectors if it has no vocabulary; `units` makes cells
  /// of so many of the H units.
  init(
    _ configuration: NetworkConfiguration, vocabularySize: Int?, units: Int? = nil,
    layout: inout ParameterLayout
  ) {
    let (h, e) = (configuration.hiddenSize, configuration.embeddingSize)
    self.configuration = configuration
    self.units = units ?? h
    embedding = vocabularySize.map {
      layout.append(
        "embedding.weight", shape: [$0, e], role: .tokenMatrix,
        initialization: configuration.tiesEmbeddings
          ? .normal(1 / Float(e).squareRoot()) : .normal(1))
    }
    inputLayers = (0..<configuration.inputLayers).map {
      DenseSlots("input_layers", $0, inputSize: e, outputSize: e, layout: &layout)
    }
    let directions = configuration.isBidirectional ? [false, true] : [false]
    let width = h * directions.count
    var ranges: [Range<Int>] = []
    layers = (0..<configuration.layers).map { layer in
      let start = layout.count
      defer { ranges.append(start..<layout.count) }
      return directions.map { isReversed in
        LayerDescription(
          configuration, layer: layer, isReversed: isReversed,
          inputSize: layer == 0 ? e : width + (configuration.usesSkipConnections ? e : 0),
          hiddenSize: units ?? h, layout: &layout)
      }
    }
    layerRanges = ranges
    let outputWidth = configuration.usesSkipConnections ? width * configuration.layers : width
    outputLayers = (0..<configuration.outputLayers).map {
      DenseSlots(
        "output_layers", $0, inputSize: $0 == 0 ? outputWidth : h, outputSize: h, layout: &layout)
    }
  }

  /// Width of a layer's output: H, or 2H of both directions.
  var layerOutputWidth: Int {
    configuration.hiddenSize * (configuration.isBidirectional ? 2 : 1)
  }

  /// W: width of the vectors that a head reads.
  var outputWidth: Int {
    if !outputLayers.isEmpty { return configuration.hiddenSize }
    return configuration.usesSkipConnections ? layerOutputWidth * layers.count : layerOutputWidth
  }

  /// The matrices that products multiply by.
  var productSlots: [Slot] {
    inputLayers.map(\.weight) + layers.joined().flatMap(\.productSlots)
      + outputLayers.map(\.weight)
  }

  /// The slots of the embedding, and of so many layers from the first on.
  func slots(embedding: Bool, layers count: Int, of layout: ParameterLayout) -> Set<Slot> {
    var slots = Set(
      layout.slots.filter { slot in
        layerRanges.prefix(count).contains { $0.contains(slot.offset) }
      })
    if embedding, let slot = self.embedding { slots.insert(slot) }
    return slots
  }

  /// The matrices inside the recurrence.
  var recurrentSlots: [Slot] {
    layers.joined().flatMap(\.recurrentSlots)
  }

  /// The planes of state of some layers among all.
  func planes(of layers: Range<Int>) -> Range<Int> {
    func count(_ layers: ArraySlice<[LayerDescription]>) -> Int {
      layers.joined().reduce(0) { $0 + $1.stateCount }
    }
    let first = count(self.layers[..<layers.lowerBound])
    return first..<first + count(self.layers[layers])
  }

  /// True if some units of every layer can be computed apart from the others.
  var canBeSplit: Bool {
    let c = configuration
    return !c.normalizesLayers && c.transitionDepth == 1 && !c.isBidirectional
      && !c.usesSkipConnections
      && c.outputLayers == 0 && !c.learnsInitialState
      && layers.joined().allSatisfy { $0.cells[0].canBeSplit }
  }

  /// Floats that a workspace for so many rows takes, about.
  func estimatedFloats(rows: Double, lanes: Double, trains: Bool) -> Double {
    let (h, e) = (Double(configuration.hiddenSize), Double(configuration.embeddingSize))
    var floats = 0.0
    for layer in layers.joined() {
      let planes = Double(layer.stateCount) * h
      for cell in layer.cells {
        let normal = configuration.normalizesLayers ? 2.0 : 1.0
        floats += rows * (normal * Double(cell.projectionSize) + Double(cell.traceSize))
      }
      let made = layer.cells.count - (configuration.zoneout > 0 ? 0 : 1)
      floats += (rows + lanes) * planes + rows * planes * Double(made)
    }
    let count = Double(layers.count)
    if configuration.dropout > 0 || configuration.isResidual || configuration.isBidirectional {
      floats += rows * Double(layerOutputWidth) * count
    }
    if configuration.usesSkipConnections {
      floats += rows * count * (2 * Double(layerOutputWidth) + e)
    }
    floats += rows * h * Double(outputLayers.count)
    let products = min(rows, embedding.map { Double($0.rows) } ?? rows)
    let table = products * Double(layers[0][0].projectionSize)
    return floats + (trains ? 2 * table + 2 * rows * Double(layerOutputWidth) : table)
  }
}
