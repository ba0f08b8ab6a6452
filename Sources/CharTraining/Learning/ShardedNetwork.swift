package import CharNetwork
package import CharNumerics

/// A network on a batch cut into shards: each thread runs whole windows of its lanes, forward and
/// backward, and gradients are summed in shard order. Several ranks each hold some of the shards.
package final class ShardedNetwork {
  private struct Shard {
    let lanes: Range<Int>
    var state: NetworkState
    var workspace: NetworkWorkspace
    var gradient: Gradient
    var loss = LossSum()
  }

  private let network: CharacterNetwork
  private let weights: PackedWeights
  private let shards: Shards<Shard>
  private let weightDropout: WeightDropout?
  /// The parameters of the step, if weights are dropped.
  private var dropped: Parameters?
  private let frozen: Set<Slot>
  private var total: Gradient
  private let ranked: RankedSum
  /// The lanes of each shard of all ranks.
  package let lanes: [Range<Int>]
  /// The shards of this rank.
  let own: Range<Int>
  /// Seconds that each rank has computed in the last step, without waiting for others; those of this
  /// rank if it trains alone.
  private(set) var secondsOfStep: [Double] = []
  /// All lanes over those whose gradients are summed: 1 unless this rank trains alone.
  let lanesPerOwn: Double
  /// T, and B of all shards.
  let window, count: Int

  package init(
    _ network: CharacterNetwork, window: Int, lanes count: Int, shards shardCount: Int,
    threads: Int,
    precision: Precision, frozen: Set<Slot> = [], communicator: any Communicator = OneProcess(),
    format: WireFormat = .float32, isLocal: Bool = false
  ) {
    self.frozen = frozen
    self.network = network
    (self.window, self.count) = (window, count)
    let lanes = (0..<shardCount).map { i in
      i * count / shardCount..<(i + 1) * count / shardCount
    }
    self.lanes = lanes
    let own = communicator.share(of: shardCount)
    self.own = own
    ranked = RankedSum(
      isLocal ? OneProcess() : communicator, layout: network.layout, format: format)
    let ownLanes = lanes[own].reduce(0) { $0 + $1.count }
    lanesPerOwn = isLocal ? Double(count) / Double(ownLanes) : 1
    let weights = PackedWeights(
      network.productSlots, precision: precision.forTraining, trains: true)
    self.weights = weights
    weightDropout = WeightDropout(
      network.recurrentSlots, probability: network.configuration.weightDropout)
    total = Gradient(layout: network.layout)
    shards = Shards(count: own.count, threads: threads) { i in
      let lanes = lanes[own.lowerBound + i]
      return Shard(
        lanes: lanes, state: network.initialState(lanes: lanes.count),
        workspace: network.makeWorkspace(steps: window, lanes: lanes.count, weights: weights),
        gradient: Gradient(layout: network.layout))
    }
  }

  /// Recurrent states, one per shard of this rank.
  package var states: [NetworkState] {
    get { (0..<shards.count).map { shards[$0].state } }
    set { shards.forEach { i, shard in shard.state = newValue[i] } }
  }

  /// The number of values of the state of each shard of all ranks.
  var stateCounts: [Int] {
    lanes.map { network.initialState(lanes: $0.count).values.count }
  }

  /// The threads, for subsequent work.
  package var team: Team { shards.team }

  /// Computes the loss of a batch, the gradient of its mean (zero for frozen weights), and the
  /// gradient norm. If this rank trains alone, its own lanes stand for all.
  package func lossAndGradient(
    _ parameters: Parameters, tokens: Int, key: UInt64, batch: @Sendable (Range<Int>) -> TokenBatch
  ) -> (loss: LossSum, gradient: Gradient, norm: Double) {
    let clock = ContinuousClock()
    let start = clock.now
    let (network, weights, count) = (network, weights, shards.count)
    let (weightDropout, frozen) = (weightDropout, frozen)
    let scale = Float(lanesPerOwn) / Float(tokens)
    if let weightDropout {
      var dropped = self.dropped.take() ?? parameters
      weightDropout.drop(parameters, key: key, into: &dropped)
      self.dropped = dropped
    }
    let parameters = dropped ?? parameters
    shards.forEach { index, _ in weights.pack(parameters, part: index, of: count) }
    shards.forEach { _, shard in
      network.prepare(&shard.workspace, parameters)
      shard.loss = network.lossAndGradient(
        batch(shard.lanes), parameters, state: &shard.state, workspace: &shard.workspace,
        gradient: &shard.gradient, scale: scale,
        dropoutKey: RandomSource.key(key, shard.lanes.lowerBound, 0, 0))
      weightDropout?.mask(&shard.gradient, key: key)
      for slot in frozen { shard.gradient.clear(slot) }
    }
    let computed = (0..<shards.count).map { shards[$0] }
    let (norm, figures) = ranked.sum(
      computed.map(\.gradient), losses: computed.map { ($0.loss.nats, $0.loss.count) },
      seconds: start.duration(to: clock.now) / .seconds(1), to: &total, team: team)
    secondsOfStep = figures.seconds
    let loss = LossSum(
      nats: lanesPerOwn * figures.nats, count: Int((lanesPerOwn * figures.count).rounded()))
    return (loss, total, norm)
  }
}
