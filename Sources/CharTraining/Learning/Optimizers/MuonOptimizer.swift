internal import CharNetwork
internal import CharNumerics
internal import Foundation

/// Muon (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/): orthogonalizes the
/// momentum of each matrix of the recurrent layers, gate by gate, so that the update has equal size
/// in all directions. Other weights are updated by AdamW.
///
/// Updates are scaled to the average size of AdamW's (Liu et al. 2025,
/// https://arxiv.org/abs/2502.16982), so that one rate suits both; slots with a row per token get
/// less of it for large vocabularies, in which most tokens are rare.
struct MuonOptimizer: Optimizer {
  private let configuration: OptimizerConfiguration
  private var rest: AdamOptimizer
  private var groups: [BlockGroup]
  private var directions: SharedDirections

  /// Largest vocabulary whose rows get the full rate.
  private static let commonTokens: Float = 160

  /// Starts with zero momentum.
  init(
    _ configuration: OptimizerConfiguration, _ network: CharacterNetwork, frozen: Set<Slot>,
    communicator: any Communicator, format: WireFormat
  ) {
    self.configuration = configuration
    let matrices = Self.matrices(of: network)
    rest = AdamOptimizer(
      configuration, decouplesDecay: true, count: network.layout.count,
      frozen: frozen.union(matrices),
      tokenShare: min(1, Self.commonTokens / Float(network.vocabularySize)))
    let gates = Self.gates(of: network).filter { gate in
      !frozen.contains { $0.range.contains(gate.offset) }
    }
    let gatesByRank = Self.deal(gates, among: communicator.size)
    directions = SharedDirections(gatesByRank, communicator, format)
    groups = Self.groups(of: gatesByRank, rank: communicator.rank, format)
  }

  /// Returns the matrices of the recurrent layers.
  private static func matrices(of network: CharacterNetwork) -> [Slot] {
    network.layout.slots.filter { $0.role == .recurrentMatrix }
  }

  /// Returns the row blocks of each gate in these matrices.
  private static func gates(of network: CharacterNetwork) -> [Slot] {
    let height = network.configuration.hiddenSize
    return matrices(of: network).flatMap { slot in
      stride(from: 0, to: slot.rows, by: height).map { first in
        slot.rows(first..<min(first + height, slot.rows))
      }
    }
  }

  /// Divides the gates of each rank into one group per processor, the gates of other ranks too.
  private static func groups(
    of gatesByRank: [[Slot]], rank: Int, _ format: WireFormat
  ) -> [BlockGroup] {
    let others = gatesByRank.indices.filter { $0 != rank }.flatMap { gatesByRank[$0] }
    let count = min(processorCount, gatesByRank.reduce(0) { $0 + $1.count })
    return zip(deal(gatesByRank[rank], among: count), deal(others, among: count)).map {
      BlockGroup(own: $0, others: $1, format: format)
    }
  }

  /// Divides gates into lists: the largest first, each into the list with the least work.
  private static func deal(_ gates: [Slot], among count: Int) -> [[Slot]] {
    var groups = [(work: Int, gates: [Slot])](repeating: (0, []), count: count)
    for gate in gates.sorted(by: { (work($0), $1.offset) > (work($1), $0.offset) }) {
      guard let least = groups.indices.min(by: { groups[$0].work < groups[$1].work }) else { break }
      groups[least].work += work(gate)
      groups[least].gates.append(gate)
    }
    return groups.map(\.gates)
  }

  /// Multiplications of a gate's orthogonalization, up to a factor.
  private static func work(_ gate: Slot) -> Int {
    let (short, long) = (min(gate.rows, gate.columns), max(gate.rows, gate.columns))
    return short * short * (3 * long + 5 * short)
  }

  /// Estimates the bytes needed in addition to AdamW.
  static func estimatedBytes(for network: CharacterNetwork) -> Double {
    let gates = gates(of: network)
    // Each group has an orthogonalizer for each shape.
    let scratch = Set(gates.map { [$0.rows, $0.columns] }).reduce(0.0) {
      $0 + Double(Orthogonalizer.floatCount(rows: $1[0], columns: $1[1]))
    }
    let floats =
      2 * gates.reduce(0.0) { $0 + Double($1.count) }
      + Double(min(processorCount, gates.count)) * scratch
    return 4 * floats
  }

  /// AdamW's moments, with the momentum of each matrix in place of AdamW's unused mean.
  var moments: [String: [Float]] {
    get {
      var moments = rest.moments
      for block in groups.joined() {
        moments[AdamOptimizer.meanName]?.replaceSubrange(block.slot.range, with: block.momentum)
      }
      return moments
    }
    set {
      rest.moments = newValue
      guard let mean = newValue[AdamOptimizer.meanName] else { return }
      for index in groups.indices { groups[index].takeMomentum(from: mean) }
    }
  }

  mutating func update(
    _ parameters: inout Parameters, _ gradient: Gradient, step: Int, rate: Double,
    clipping: Clipping, team: Team
  ) {
    rest.update(
      &parameters, gradient, step: step, rate: rate, clipping: clipping, team: team)
    let momentum = Float(configuration.momentum)
    team.forEach(&groups) { _, group in
      group.prepare(gradient, momentum: momentum, clipping: clipping)
    }
    directions.share(&groups)
    let kept = Float(1 - rate * configuration.decay)
    let moves = groups.joined().map { block in
      // The root mean square of AdamW's updates is about 0.2.
      let size = Double(max(block.slot.rows, block.slot.columns)).squareRoot()
      return SlotMove(block.slot, by: -Float(rate * 0.2 * size), along: block.direction)
    }
    parameters.move(moves, keeping: kept, team: team)
  }
}

/// The gates that one thread processes in sequence.
private struct BlockGroup: Sendable, Sequence {
  fileprivate var blocks: [OrthogonalBlock] = []

  /// - Parameters:
  ///   - own: the gates that this rank orthogonalizes.
  ///   - others: gates of which it receives the directions.
  ///   - format: the number format of directions on their way.
  init(own: [Slot], others: [Slot], format: WireFormat) {
    var shapes: [[Int]: Orthogonalizer] = [:]
    for gate in own {
      let orthogonalizer =
        shapes[[gate.rows, gate.columns]]
        ?? Orthogonalizer(rows: gate.rows, columns: gate.columns)
      shapes[[gate.rows, gate.columns]] = orthogonalizer
      blocks.append(OrthogonalBlock(gate, orthogonalizer, format))
    }
    blocks += others.map { OrthogonalBlock($0, nil, format) }
  }

  func makeIterator() -> IndexingIterator<[OrthogonalBlock]> { blocks.makeIterator() }

  mutating func takeMomentum(from mean: [Float]) {
    for index in blocks.indices { blocks[index].momentum = Array(mean[blocks[index].slot.range]) }
  }

  /// Adds a gradient to the momentum and computes the update directions.
  mutating func prepare(_ gradient: Gradient, momentum: Float, clipping: Clipping) {
    for index in blocks.indices {
      blocks[index].prepare(gradient, momentum: momentum, clipping: clipping)
    }
  }
}

/// The update directions of all gates, each computed by one rank.
private struct SharedDirections: Sendable {
  private let communicator: any Communicator
  private let format: WireFormat
  private var values: [Float]
  /// The part of `values` of each rank, and of each gate by its offset.
  private var parts: [Range<Int>] = []
  private var places: [Int: Range<Int>] = [:]

  init(_ gatesByRank: [[Slot]], _ communicator: any Communicator, _ format: WireFormat) {
    self.communicator = communicator
    self.format = format
    var count = 0
    for gates in gatesByRank {
      let start = count
      for gate in gates {
        places[gate.offset] = count..<count + gate.count
        count += gate.count
      }
      parts.append(start..<count)
    }
    values = [Float](repeating: 0, count: communicator.size > 1 ? count : 0)
  }

  /// Sends the directions of this rank and receives those of the others.
  mutating func share(_ groups: inout [BlockGroup]) {
    guard communicator.size > 1 else { return }
    for block in groups.joined() where block.isOwn {
      guard let place = places[block.slot.offset] else { continue }
      values.replaceSubrange(place, with: block.direction)
    }
    switch format {
    case .float32: communicator.exchange(&values, parts: parts)
    case .bfloat16:
      var halves = values.map { BFloat16($0) }
      communicator.exchange(&halves, parts: parts)
      values = halves.map { Float($0) }
    }
    for group in groups.indices {
      for index in groups[group].blocks.indices where !groups[group].blocks[index].isOwn {
        guard let place = places[groups[group].blocks[index].slot.offset] else { continue }
        groups[group].blocks[index].direction = Array(values[place])
      }
    }
  }
}

/// A matrix with orthogonalized updates.
private struct OrthogonalBlock: Sendable {
  let slot: Slot
  var momentum: [Float]
  fileprivate(set) var direction: [Float]
  /// Shared by all blocks of the group with this shape; nil if another rank computes the direction.
  private let orthogonalizer: Orthogonalizer?
  /// The number format to which directions are rounded.
  private let format: WireFormat

  /// True if this rank computes the direction.
  var isOwn: Bool { orthogonalizer != nil }

  init(_ slot: Slot, _ orthogonalizer: Orthogonalizer?, _ format: WireFormat) {
    self.slot = slot
    self.orthogonalizer = orthogonalizer
    self.format = format
    momentum = [Float](repeating: 0, count: slot.count)
    direction = momentum
  }

  /// Adds a gradient; the direction is the look-ahead momentum, as in Nesterov's method.
  mutating func prepare(_ gradient: Gradient, momentum beta: Float, clipping: Clipping) {
    Self.add(gradient[slot], to: &momentum, ahead: &direction, beta, clipping)
    orthogonalizer?.orthogonalize(&direction)
    if format == .bfloat16 { BFloat16.round(&direction) }
  }

  private static func add(
    _ gradient: ArraySlice<Float>, to mean: inout [Float], ahead: inout [Float], _ beta: Float,
    _ clipping: Clipping
  ) {
    let scale = Float(clipping.scale)
    let limit = Float(clipping.value ?? .infinity)
    let gradient = gradient.span
    var mean = mean.mutableSpan
    var ahead = ahead.mutableSpan
    for index in gradient.indices {
      let value = min(limit, max(-limit, gradient[index] * scale))
      mean[index] = beta * mean[index] + (1 - beta) * value
      ahead[index] = beta * mean[index] + (1 - beta) * value
    }
  }
}
