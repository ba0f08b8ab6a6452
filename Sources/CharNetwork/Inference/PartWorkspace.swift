internal import CharNumerics

/// Memory of one thread that reads a token in each lane with a network, or with a part of it.
struct PartWorkspace: Sendable {
  let part: NetworkPart
  private var arena: Arena
  private let stack: StackWorkspace
  private let starts: Starts
  private let output: OutputProjection

  init(_ part: NetworkPart, lanes: Int) {
    var plan = ArenaPlan()
    stack = StackWorkspace(
      part.stack, steps: 1, lanes: lanes, trains: false, weights: part.weights, table: part.table,
      plan: &plan)
    output = OutputProjection(
      weight: part.outputWeight, bias: part.outputBias, steps: 1, lanes: lanes, trains: false,
      smoothing: 0, weights: part.weights, plan: &plan)
    starts = Starts(noneIn: 1)
    self.part = part
    arena = Arena(plan)
    stack.prepare(part.parameters, in: &arena)
    output.prepare(part.parameters, in: &arena)
  }

  /// B.
  var lanes: Int { stack.lanes }

  /// Takes over the state before a step; in the lanes that read a boundary, a document starts.
  mutating func load(_ state: NetworkState, starting tokens: [Int32], boundary: Int32?) {
    var plane = 0
    for (index, layer) in stack.layers.enumerated() {
      let entry = layer[0].entry
      for p in 0..<layer[0].description.stateCount {
        state.load(plane + p, units: part.units, to: entry[p], in: &arena)
      }
      if let shared = stack.shared(index) { state.load(plane, to: shared, in: &arena) }
      plane += layer[0].description.stateCount
      for lane in tokens.indices where tokens[lane] == boundary {
        layer[0].start(lane, of: entry, in: &arena)
        // One lane, which starts from zero, is shared.
        if let shared = stack.shared(index) { arena.fill(shared) }
      }
    }
  }

  /// One step of a layer in this part's units; the layers below have made theirs.
  mutating func step(_ index: Int, _ tokens: [Int32]) {
    if index > 0 { stack.propagate(index - 1, key: nil, in: &arena) }
    stack.run(index, tokens, part.parameters, starts, key: nil, in: &arena)
  }

  /// Copies this part's units of a layer's new state into the state, from the layer's first plane on.
  func store(_ index: Int, into state: inout NetworkState, from plane: Int) {
    let layer = stack.layers[index][0]
    for p in 0..<layer.description.stateCount {
      state.store(plane + p, units: part.units, from: layer.exit[p], of: arena)
    }
  }

  /// Takes over the output of all units of a layer.
  mutating func share(_ index: Int, from state: NetworkState, plane: Int) {
    if let shared = stack.shared(index) { state.load(plane, to: shared, in: &arena) }
  }

  /// The logits of this part's tokens, `[lanes, tokens]`.
  mutating func project() {
    if part.tokens.isEmpty { return }
    stack.propagate(stack.layers.count - 1, key: nil, in: &arena)
    stack.finish(in: &arena)
    output.project(stack.top, in: &arena)
  }

  /// Copies the logits to where they belong among those of all lanes and tokens.
  func read(into values: inout [Float]) {
    arena.read(output.logits, into: &values, from: part.tokens.lowerBound)
  }
}
