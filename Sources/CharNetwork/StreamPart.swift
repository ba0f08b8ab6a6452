internal import CharNumerics

/// What one thread does for streams: all units of some lanes, or some units of one lane.
struct StreamPart: Sendable {
  let part: ReaderPart
  private(set) var arena: Arena
  private var layers: [Layer]
  private let isResidual: Bool
  private let embedding: Block
  private let sum: Block
  private let outputBias: Block
  private let output: WeightProduct
  private let logits: Block

  private struct Layer: Sendable {
    var state, next: Planes
    /// All units' hidden state, where this part has only some of them.
    let shared: Block?
    let projection, projectionBias, trace, constants: Block
    /// None where a table says what the product would.
    let input: WeightProduct?
    let recurrent: WeightProduct

    /// The hidden state of all units after the last step.
    var hidden: Block { shared ?? state[0] }
  }

  init(_ part: ReaderPart, of network: CharacterNetwork, lanes: Int) {
    let configuration = network.configuration
    let h = configuration.hiddenSize
    var plan = ArenaPlan()
    layers = part.cells.enumerated().map { index, cell in
      Layer(
        state: RecurrentLayer.planes(cell, lanes, &plan),
        next: RecurrentLayer.planes(cell, lanes, &plan),
        shared: cell.hiddenSize == h ? nil : plan.reserve(rows: 1, columns: h),
        projection: plan.reserve(rows: lanes, columns: cell.projectionSize),
        projectionBias: plan.reserve(rows: 1, columns: cell.projectionSize),
        trace: plan.reserve(rows: lanes, columns: cell.traceSize),
        constants: plan.reserve(rows: 1, columns: cell.constantSize),
        input: index == 0 && part.table != nil
          ? nil
          : WeightProduct(
            cell.slots.inputWeight, .forward, rows: lanes, hasBias: true, weights: part.weights,
            plan: &plan),
        recurrent: WeightProduct(
          cell.slots.recurrentWeight, .forward, rows: lanes, accumulates: cell.productAccumulates,
          weights: part.weights, plan: &plan))
    }
    embedding = plan.reserve(rows: lanes, columns: configuration.embeddingSize)
    sum = plan.reserve(rows: lanes, columns: h)
    logits = plan.reserve(rows: lanes, columns: part.tokens.count)
    outputBias = plan.reserve(rows: 1, columns: part.tokens.count)
    output = WeightProduct(
      part.outputWeight, .forward, rows: lanes, hasBias: true, weights: part.weights, plan: &plan)
    isResidual = configuration.isResidual
    self.part = part
    arena = Arena(plan)
    for (cell, layer) in zip(part.cells, layers) {
      cell.prepare(
        part.parameters, projectionBias: layer.projectionBias, constants: layer.constants,
        in: &arena)
    }
    arena.copy(part.outputBias, of: part.parameters, to: outputBias)
  }

  /// Forgets what a lane has read.
  mutating func reset(lane: Int) {
    for (cell, layer) in zip(part.cells, layers) {
      for plane in 0..<cell.stateCount {
        arena.fill(layer.state[plane].rows(from: lane, count: 1))
      }
      if let shared = layer.shared { arena.fill(shared) }
    }
  }

  /// One step of a layer, whose input stands ready, in this part's units.
  mutating func step(
    _ index: Int, _ tokens: [Int32], _ embeddings: Slot, of parameters: Parameters
  ) {
    let layer = layers[index]
    if index == 0, let table = part.table {
      arena.gather(
        table.slot, of: table.parameters, indices: tokens, to: layer.projection)
    } else {
      if index == 0 {
        arena.gather(embeddings, of: parameters, indices: tokens, to: embedding)
      }
      layer.input?.run(
        index == 0 ? embedding : outcome(of: index - 1), into: layer.projection,
        bias: layer.projectionBias, in: &arena)
    }
    let frame = Frame(
      projection: layer.projection, trace: layer.trace, constants: layer.constants,
      previous: layer.state, next: layer.next, recurrent: layer.hidden)
    part.cells[index].step(frame, layer.recurrent, in: &arena)
    layers[index].state = layer.next
    layers[index].next = layer.state
  }

  /// What a layer hands up: its hidden state, or the sum of all so far.
  private mutating func outcome(of index: Int) -> Block {
    let hidden = layers[index].hidden
    guard isResidual else { return hidden }
    if index == 0 {
      arena.copy(hidden, to: sum)
    } else {
      arena.add(hidden, to: sum)
    }
    return sum
  }

  /// The logits of this part's tokens, `[lanes, tokens]`.
  mutating func project() {
    if part.tokens.isEmpty { return }
    output.run(outcome(of: layers.count - 1), into: logits, bias: outputBias, in: &arena)
  }

  /// Copies the logits to where they belong among those of all lanes and tokens.
  func read(into values: inout [Float]) {
    arena.read(logits, into: &values, from: part.tokens.lowerBound)
  }

  /// Takes over what another part, which may have other units, remembers of a lane.
  mutating func copy(lane: Int, of other: StreamPart, to target: Int) {
    let units = part.units.clamped(to: other.part.units)
    for (index, cell) in part.cells.enumerated() {
      let (from, to) = (other.layers[index], layers[index])
      if !units.isEmpty {
        for plane in 0..<cell.stateCount {
          arena.copy(
            from.state[plane].rows(from: lane, count: 1)
              .columns(units, from: other.part.units.lowerBound), of: other.arena,
            to: to.state[plane].rows(from: target, count: 1)
              .columns(units, from: part.units.lowerBound))
        }
      }
      if let shared = to.shared {
        arena.copy(
          from.state[0].rows(from: lane, count: 1), of: other.arena,
          to: shared.columns(other.part.units))
      }
    }
  }

  /// What this part computed of a layer's hidden state.
  func computed(_ index: Int) -> Block { layers[index].state[0] }

  /// Takes over what this part itself computed of a layer's hidden state.
  mutating func share(_ index: Int) {
    guard let shared = layers[index].shared else { return }
    arena.copy(computed(index), to: shared.columns(part.units))
  }

  /// Takes over what another part computed: a block of its arena.
  mutating func share(_ index: Int, _ units: Range<Int>, _ block: Block, of other: borrowing Arena)
  {
    guard let shared = layers[index].shared else { return }
    arena.copy(block, of: other, to: shared.columns(units))
  }
}
