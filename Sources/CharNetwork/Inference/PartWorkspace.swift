internal import CharNumerics

/// Memory of one thread that reads a token in each lane with a network, or with a part of it.
struct PartWorkspace: Sendable {
  let part: NetworkPart
  private var arena: Arena
  private let stack: StackWorkspace
  private let starts: Starts
  private let output: OutputProjection
  private let planes: [LayerPlanes]

  /// The planes of a layer's state in the arena.
  private struct LayerPlanes {
    /// The first plane of the layer in the state.
    let first: Int
    /// The planes before and after a step.
    let entry, exit: [Block]
    /// The output of all units, if this part has only some.
    let shared: Block?
  }

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
    var planes: [LayerPlanes] = []
    for (index, layer) in stack.layers.enumerated() {
      let count = layer[0].description.stateCount
      planes.append(
        LayerPlanes(
          first: planes.last.map { $0.first + $0.entry.count } ?? 0,
          entry: (0..<count).map { layer[0].entry[$0] },
          exit: (0..<count).map { layer[0].exit[$0] },
          shared: stack.shared(index)))
    }
    self.planes = planes
    arena = Arena(plan)
    stack.prepare(part.parameters, in: &arena)
    output.prepare(part.parameters, in: &arena)
  }

  /// B.
  var lanes: Int { stack.lanes }

  /// Takes over the state before a step; in the lanes that read a boundary, a document starts.
  mutating func load(_ state: NetworkState, starting tokens: [Int32], boundary: Int32?) {
    for index in planes.indices {
      let first = planes[index].first
      for p in planes[index].entry.indices {
        state.load(first + p, units: part.units, to: planes[index].entry[p], in: &arena)
      }
      if let shared = planes[index].shared { state.load(first, to: shared, in: &arena) }
    }
    for lane in tokens.indices where tokens[lane] == boundary {
      for (layer, planes) in zip(stack.layers, planes) {
        layer[0].start(lane, of: layer[0].entry, in: &arena)
        // One lane, which starts from zero, is shared.
        if let shared = planes.shared { arena.fill(shared) }
      }
    }
  }

  /// One step of a layer in this part's units; the layers below have made theirs.
  mutating func step(_ index: Int, _ tokens: [Int32]) {
    if index > 0 { stack.propagate(index - 1, key: nil, in: &arena) }
    stack.run(index, tokens, part.parameters, starts, key: nil, in: &arena)
  }

  // `mutating` although they only read: an element of an array is copied for other methods, with some thirty
  // references to count.

  /// Copies this part's units of a layer's new state into the state.
  mutating func store(_ index: Int, into state: inout NetworkState) {
    let first = planes[index].first
    for p in planes[index].exit.indices {
      state.store(first + p, units: part.units, from: planes[index].exit[p], of: arena)
    }
  }

  /// Takes over the output of all units of a layer.
  mutating func share(_ index: Int, from state: NetworkState) {
    if let shared = planes[index].shared {
      state.load(planes[index].first, to: shared, in: &arena)
    }
  }

  /// The logits of this part's tokens, `[lanes, tokens]`.
  mutating func project() {
    if part.tokens.isEmpty { return }
    stack.propagate(stack.layers.count - 1, key: nil, in: &arena)
    stack.finish(in: &arena)
    output.project(stack.top, in: &arena)
  }

  /// Copies the logits to where they belong among those of all lanes and tokens.
  mutating func read(into values: inout [Float]) {
    arena.read(output.logits, into: &values, from: part.tokens.lowerBound)
  }
}
