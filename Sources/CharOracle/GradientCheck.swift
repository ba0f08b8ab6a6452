package import CharNetwork
package import CharNumerics

/// A comparison of the gradient of one window, tensor by tensor: hand-written (Float), by the graph
/// (Double), and by central differences of the graph's loss.
package struct GradientCheck: Sendable {
  /// The tolerated distance of the hand-written gradient from the graph's, relative to the norm of
  /// the latter.
  package static let handLimit = 1e-5
  /// The tolerated distance of the graph's gradient from central differences, likewise.
  package static let graphLimit = 1e-7

  /// The comparison of one tensor.
  package struct Tensor: Sendable {
    /// The slot of the tensor.
    package let slot: Slot
    /// The hand-written gradient, and the graph's.
    package let hand, graph: [Double]
    /// The gradient by central differences, if requested.
    package let differences: [Double]?
    /// The relative change of the graph's gradient when every weight is changed by the rounding
    /// error of Float: large where rounding errors grow, as where layer normalization scales nearly
    /// constant rows.
    package let rounding: Double
    /// The lower bound of norms: a millionth of the whole gradient's.
    let floor: Double

    /// The distance of the hand-written gradient from the graph's, relative to the norm of the
    /// latter.
    package var handError: Double { error(of: hand, from: graph) }
    /// The distance of the graph's gradient from central differences, relative to the norm of the
    /// latter.
    package var graphError: Double? { differences.map { error(of: graph, from: $0) } }
    /// True if both distances are within their limits; NaN is not.
    package var agrees: Bool {
      handError <= handLimit && graphError.map { $0 <= GradientCheck.graphLimit } ?? true
    }
    /// The limit of the hand-written gradient: the general one or, if it is larger, twelve times the
    /// change of the graph's gradient by rounding.
    package var handLimit: Double { max(GradientCheck.handLimit, 12 * rounding) }

    private func error(of found: [Double], from expected: [Double]) -> Double {
      zip(found, expected).map(-).norm / max(expected.norm, floor)
    }
  }

  /// The comparisons of all slots, in the order of the layout.
  package let tensors: [Tensor]
  /// The loss of the window in nats, by the fast network and by the graph.
  package let handNats, graphNats: Double

  /// Checks the last of some windows; earlier ones only provide its initial state.
  ///
  /// - Parameters:
  ///   - network: The network, without dropout and zoneout, which are random.
  ///   - parameters: The weights.
  ///   - windows: Consecutive windows of equal shape.
  ///   - takesDifferences: Whether to compute central differences, which is slow.
  ///   - damage: Changes the hand-written gradient, to demonstrate a failed check.
  package init(
    _ network: CharacterNetwork, _ parameters: Parameters, windows: [TokenBatch],
    takesDifferences: Bool = true, damage: (inout [Double]) -> Void = { _ in }
  ) {
    precondition(!windows.isEmpty, "a gradient of no window")
    precondition(!network.configuration.drawsAtRandom, "a gradient with dropout or zoneout")
    let (steps, lanes) = (windows[0].steps, windows[0].lanes)
    self.init(
      GradientCheck.handWritten(network, parameters, windows, steps: steps, lanes: lanes),
      GraphNetwork(network, parameters).values, network.layout,
      takesDifferences: takesDifferences, damage: damage
    ) { values in
      var oracle = GraphNetwork(network, parameters)
      oracle.values = values
      var state = oracle.initialState(lanes: lanes)
      return windows.map { oracle.window($0, state: &state) }[windows.count - 1]
    }
  }

  /// Checks a batch of labeled text.
  ///
  /// - Parameters:
  ///   - network: The network, without dropout and zoneout, which are random.
  ///   - parameters: The weights.
  ///   - batch: The text and its labels.
  ///   - takesDifferences: Whether to compute central differences, which is slow.
  ///   - damage: Changes the hand-written gradient, to demonstrate a failed check.
  package init(
    _ network: CharacterNetwork, _ parameters: Parameters, batch: TokenBatch,
    takesDifferences: Bool = true, damage: (inout [Double]) -> Void = { _ in }
  ) {
    precondition(!network.configuration.drawsAtRandom, "a gradient with dropout or zoneout")
    self.init(
      GradientCheck.handWritten(
        network, parameters, [batch], steps: batch.steps, lanes: batch.lanes),
      GraphLabeler(network, parameters).values, network.layout,
      takesDifferences: takesDifferences, damage: damage
    ) { values in
      var oracle = GraphLabeler(network, parameters)
      oracle.values = values
      return oracle.window(batch)
    }
  }

  /// Compares a hand-written gradient with those of the graph for some weights.
  private init(
    _ byHand: (nats: Double, gradient: [Double]), _ values: [Double], _ layout: ParameterLayout,
    takesDifferences: Bool, damage: (inout [Double]) -> Void, graph: ([Double]) -> GraphWindow
  ) {
    var hand = byHand.gradient
    damage(&hand)
    let window = graph(values)
    let gradient = window.gradient()
    let moved = graph(GradientCheck.rounded(values)).gradient()
    let floor = 1e-6 * gradient.norm
    tensors = layout.slots.map { slot in
      let graph = Array(gradient[slot.range])
      let movement = zip(graph, moved[slot.range]).map(-).norm
      return Tensor(
        slot: slot, hand: Array(hand[slot.range]), graph: graph,
        differences: takesDifferences ? window.centralDifferences(by: slot) : nil,
        rounding: movement / max(graph.norm, floor), floor: floor)
    }
    (handNats, graphNats) = (byHand.nats, window.nats)
  }

  /// Returns weights changed by half a unit in the last place of a Float, up or down at random.
  private static func rounded(_ values: [Double]) -> [Double] {
    var random = RandomSource(seed: 0)
    return values.map { $0 * (1 + (random.next() % 2 == 0 ? 0x1p-24 : -0x1p-24)) }
  }

  /// Returns loss and gradient of the last window by the fast network.
  private static func handWritten(
    _ network: CharacterNetwork, _ parameters: Parameters, _ windows: [TokenBatch], steps: Int,
    lanes: Int
  ) -> (nats: Double, gradient: [Double]) {
    withSerialKernels {
      let weights = PackedWeights(network.productSlots, precision: .float32, trains: true)
      weights.pack(parameters)
      var workspace = network.makeWorkspace(steps: steps, lanes: lanes, weights: weights)
      network.prepare(&workspace, parameters)
      var state = network.initialState(lanes: lanes)
      var gradient = Gradient(layout: network.layout)
      var nats = 0.0
      for window in windows {
        nats =
          network.lossAndGradient(
            window, parameters, state: &state, workspace: &workspace, gradient: &gradient,
            scale: 1, dropoutKey: 0
          ).nats
      }
      return (nats, gradient.values.map(Double.init))
    }
  }
}

extension NetworkConfiguration {
  /// True if the network uses dropout or zoneout.
  package var drawsAtRandom: Bool { dropout > 0 || weightDropout > 0 || zoneout > 0 }

  /// The configuration without dropout and zoneout.
  package var undisturbed: NetworkConfiguration {
    var configuration = self
    configuration.dropout = 0
    configuration.locksDropout = false
    configuration.weightDropout = 0
    configuration.zoneout = 0
    return configuration
  }
}

extension [Double] {
  /// The Euclidean norm.
  package var norm: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
