internal import CharNetwork
internal import CharNumerics
internal import Foundation

/// Muon (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/): the momentum of each matrix of
/// the recurrent layers, gate by gate, is made orthogonal before it becomes an update, so that every
/// direction moves alike. All other weights are AdamW's.
///
/// Updates are scaled as AdamW's are on average (Liu et al. 2025, https://arxiv.org/abs/2502.16982), so
/// that one rate suits both while the vocabulary is small.
struct MuonOptimizer: Optimizer {
  private let configuration: OptimizerConfiguration
  private var rest: AdamOptimizer
  private var blocks: [OrthogonalBlock]

  /// AdamW's share of the rate: less where tokens are many, and so most of them rare.
  private let restShare: Double

  /// The largest vocabulary for which AdamW's share is all.
  private static let commonTokens = 160.0

  /// Starts without momentum.
  init(_ configuration: OptimizerConfiguration, _ network: some Network, frozen: Set<Slot>) {
    self.configuration = configuration
    let layers = network.slots(embedding: false, layers: network.configuration.layers)
    let matrices = network.productSlots.filter(layers.contains)
    let height = network.configuration.hiddenSize
    rest = AdamOptimizer(
      configuration, decouplesDecay: true, count: network.layout.count,
      frozen: frozen.union(matrices))
    restShare = min(1, Self.commonTokens / Double(network.vocabularySize))
    blocks = matrices.filter { !frozen.contains($0) }.flatMap { slot in
      stride(from: 0, to: slot.rows, by: height).map { first in
        OrthogonalBlock(slot.rows(first..<min(first + height, slot.rows)))
      }
    }
  }

  /// AdamW's, with the momentum of each matrix where AdamW has no mean of its own.
  var moments: [String: [Float]] {
    get {
      var moments = rest.moments
      for block in blocks {
        moments[AdamOptimizer.meanName]?.replaceSubrange(block.slot.range, with: block.momentum)
      }
      return moments
    }
    set {
      rest.moments = newValue
      guard let mean = newValue[AdamOptimizer.meanName] else { return }
      for index in blocks.indices {
        blocks[index].momentum = Array(mean[blocks[index].slot.range])
      }
    }
  }

  mutating func update(
    _ parameters: inout Parameters, _ gradient: Gradient, step: Int, rate: Double,
    clipping: Clipping, team: Team
  ) {
    rest.update(
      &parameters, gradient, step: step, rate: rate * restShare, clipping: clipping, team: team)
    let momentum = Float(configuration.momentum)
    team.forEach(&blocks) { _, block in
      block.prepare(gradient[block.slot], momentum: momentum, clipping: clipping)
    }
    let kept = Float(1 - rate * configuration.weightDecay)
    for block in blocks {
      // The root of the mean square of AdamW's updates is about 0.2.
      let size = Double(max(block.slot.rows, block.slot.columns)).squareRoot()
      let factor = Float(rate * 0.2 * size)
      parameters.move(block.slot, keeping: kept, by: -factor, along: block.direction)
    }
  }
}

/// A matrix that is updated orthogonally.
private struct OrthogonalBlock: Sendable {
  let slot: Slot
  var momentum: [Float]
  private(set) var direction: [Float]
  private let orthogonalizer: Orthogonalizer

  init(_ slot: Slot) {
    self.slot = slot
    momentum = [Float](repeating: 0, count: slot.count)
    direction = momentum
    orthogonalizer = Orthogonalizer(rows: slot.rows, columns: slot.columns)
  }

  /// Takes a gradient, and makes the direction of the update of it: with Nesterov's momentum.
  mutating func prepare(_ gradient: ArraySlice<Float>, momentum beta: Float, clipping: Clipping) {
    Self.add(gradient, to: &momentum, ahead: &direction, beta, clipping)
    orthogonalizer.orthogonalize(&direction)
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
