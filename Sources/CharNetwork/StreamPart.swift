internal import CharNumerics

/// What one thread does for streams: all units of some lanes, or some units of one lane.
struct StreamPart: Sendable {
  let part: ReaderPart
  private(set) var arena: Arena
  private let stack: StackWorkspace
  private let starts: Starts
  private let outputBias: Block
  private let output: WeightProduct
  private let logits: Block

  init(_ part: ReaderPart, lanes: Int) {
    var plan = ArenaPlan()
    stack = StackWorkspace(
      part.stack, steps: 1, lanes: lanes, trains: false, weights: part.weights, table: part.table,
      plan: &plan)
    logits = plan.reserve(rows: lanes, columns: part.tokens.count)
    outputBias = plan.reserve(rows: 1, columns: part.tokens.count)
    output = WeightProduct(
      part.outputWeight, .forward, rows: lanes, hasBias: true, weights: part.weights, plan: &plan)
    let none = DocumentStarts([[]])
    starts = Starts(forward: none, reversed: none)
    self.part = part
    arena = Arena(plan)
    stack.prepare(part.parameters, in: &arena)
    arena.copy(part.outputBias, of: part.parameters, to: outputBias)
    for lane in 0..<lanes { reset(lane: lane) }
  }

  /// Forgets what a lane has read.
  mutating func reset(lane: Int) {
    for (index, layer) in stack.layers.enumerated() {
      layer[0].start(lane, of: layer[0].entry, in: &arena)
      if let shared = stack.shared(index) { arena.fill(shared) }
    }
  }

  /// One step of a layer in this part's units; the layers below have made theirs.
  mutating func step(_ index: Int, _ tokens: [Int32]) {
    if index > 0 { stack.raise(index - 1, key: nil, in: &arena) }
    stack.run(index, tokens, part.parameters, starts, key: nil, in: &arena)
    let layer = stack.layers[index][0]
    for plane in 0..<layer.description.stateCount {
      arena.copy(layer.exit[plane], to: layer.entry[plane])
    }
  }

  /// The logits of this part's tokens, `[lanes, tokens]`.
  mutating func project() {
    if part.tokens.isEmpty { return }
    stack.raise(stack.layers.count - 1, key: nil, in: &arena)
    stack.finish(in: &arena)
    output.run(stack.top, into: logits, bias: outputBias, in: &arena)
  }

  /// Copies the logits to where they belong among those of all lanes and tokens.
  func read(into values: inout [Float]) {
    arena.read(logits, into: &values, from: part.tokens.lowerBound)
  }

  /// Takes over what another part, which may have other units, remembers of a lane.
  mutating func copy(lane: Int, of other: StreamPart, to target: Int) {
    let units = part.units.clamped(to: other.part.units)
    for (index, layer) in stack.layers.enumerated() {
      let (from, to) = (other.stack.layers[index][0].entry, layer[0].entry)
      if !units.isEmpty {
        for plane in 0..<layer[0].description.stateCount {
          arena.copy(
            from[plane].rows(from: lane, count: 1)
              .columns(units, from: other.part.units.lowerBound), of: other.arena,
            to: to[plane].rows(from: target, count: 1)
              .columns(units, from: part.units.lowerBound))
        }
      }
      if let shared = stack.shared(index) {
        arena.copy(
          from[0].rows(from: lane, count: 1), of: other.arena,
          to: shared.columns(other.part.units))
      }
    }
  }

  /// What this part computed of a layer's output.
  func computed(_ index: Int) -> Block { stack.layers[index][0].exit[0] }

  /// Takes over what this part itself computed of a layer's output.
  mutating func share(_ index: Int) {
    guard let shared = stack.shared(index) else { return }
    arena.copy(computed(index), to: shared.columns(part.units))
  }

  /// Takes over what another part computed: a block of its arena.
  mutating func share(_ index: Int, _ units: Range<Int>, _ block: Block, of other: borrowing Arena)
  {
    guard let shared = stack.shared(index) else { return }
    arena.copy(block, of: other, to: shared.columns(units))
  }
}
