package import CharNetwork
package import CharNumerics

/// A network on a batch cut into shards: each thread runs whole windows of its lanes, forward and
/// backward, and gradients are summed in shard order.
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
  private let frozen: Set<Slot>
  private var total: Gradient
  /// The lanes of each shard.
  package let lanes: [Range<Int>]
  /// T, and B of all shards.
  let window, count: Int

  package init(
    _ network: CharacterNetwork, window: Int, lanes count: Int, shards shardCount: Int,
    threads: Int,
    precision: Precision, frozen: Set<Slot> = []
  ) {
    self.frozen = frozen
    self.network = network
    (self.window, self.count) = (window, count)
    let lanes = (0..<shardCount).map { i in
      i * count / shardCount..<(i + 1) * count / shardCount
    }
    self.lanes = lanes
    let weights = PackedWeights(
      network.productSlots, precision: precision.forTraining, trains: true)
    self.weights = weights
    weightDropout = WeightDropout(
      network.recurrentSlots, probability: network.configuration.weightDropout)
    total = Gradient(layout: network.layout)
    shards = Shards(count: shardCount, threads: threads) { i in
      Shard(
        lanes: lanes[i], state: network.initialState(lanes: lanes[i].count),
        workspace: network.makeWorkspace(
          steps: window, lanes: lanes[i].count, weights: weights),
        gradient: Gradient(layout: network.layout))
    }
  }

  /// Recurrent states, one per shard.
  package var states: [NetworkState] {
    get { (0..<shards.count).map { shards[$0].state } }
    set { shards.forEach { i, shard in shard.state = newValue[i] } }
  }

  /// The threads, for subsequent work.
  package var team: Team { shards.team }

  /// Computes the loss of a batch, the gradient of its mean (zero for frozen weights), and the
  /// gradient norm.
  package func lossAndGradient(
    _ parameters: Parameters, tokens: Int, key: UInt64, batch: @Sendable (Range<Int>) -> TokenBatch
  ) -> (loss: LossSum, gradient: Gradient, norm: Double) {
    let (network, weights, count) = (network, weights, shards.count)
    let (weightDropout, frozen) = (weightDropout, frozen)
    let parameters = weightDropout?.dropped(parameters, key: key) ?? parameters
    shards.forEach { index, _ in weights.pack(parameters, part: index, of: count) }
    shards.forEach { _, shard in
      network.prepare(&shard.workspace, parameters)
      shard.loss = network.lossAndGradient(
        batch(shard.lanes), parameters, state: &shard.state, workspace: &shard.workspace,
        gradient: &shard.gradient, scale: 1 / Float(tokens),
        dropoutKey: RandomSource.key(key, shard.lanes.lowerBound, 0, 0))
      weightDropout?.mask(&shard.gradient, key: key)
      for slot in frozen { shard.gradient.clear(slot) }
    }
    var loss = shards[0].loss
    for i in 1..<max(1, shards.count) { loss += shards[i].loss }
    let norm = total.sum((0..<shards.count).map { shards[$0].gradient }, team: team)
    return (loss, total, norm)
  }
}
