package import CharNetwork
package import CharNumerics

/// The gradient of one window three times: written by hand (Float), by the graph (Double), and by
/// central differences of the graph's loss; compared tensor by tensor.
package struct GradientCheck: Sendable {
  /// The largest distance of the hand-written gradient from the graph's, in norms of the latter.
  package static let handLimit = 1e-5
  /// The largest distance of the graph's gradient from central differences, likewise.
  package static let graphLimit = 1e-7

  /// The comparison of one tensor.
  package struct Tensor: Sendable {
    /// Which.
    package let slot: Slot
    /// Its gradient written by hand, and by the graph.
    package let hand, graph: [Double]
    /// Its gradient by central differences, if they were asked for.
    package let differences: [Double]?
    /// How far the graph's gradient moves, in norms, when every weight is changed by what a Float
    /// rounds off: much where rounding errors grow, as where layer normalization stretches rows that
    /// are almost constant.
    package let rounding: Double
    /// What norms are held to at least: a millionth of the whole gradient's.
    let floor: Double

    /// The distance of the hand-written gradient from the graph's, in norms of the latter.
    package var handError: Double { error(of: hand, from: graph) }
    /// The distance of the graph's gradient from central differences, in norms of the latter.
    package var graphError: Double? { differences.map { error(of: graph, from: $0) } }
    /// Whether both are within their limits. What is not a number is not.
    package var agrees: Bool {
      handError <= handLimit && graphError.map { $0 <= GradientCheck.graphLimit } ?? true
    }
    /// What is asked of the hand-written gradient: the general limit, or where rounding the weights
    /// moves even the graph's gradient, eight times that.
    package var handLimit: Double { max(GradientCheck.handLimit, 8 * rounding) }

    private func error(of found: [Double], from expected: [Double]) -> Double {
      zip(found, expected).map(-).norm / max(expected.norm, floor)
    }
  }

  /// One for each slot of the layout, in its order.
  package let tensors: [Tensor]
  /// The loss of the window in nats, by the fast network and by the graph.
  package let handNats, graphNats: Double

  /// Checks the last of some windows; those before it only leave a state behind.
  ///
  /// - Parameters:
  ///   - network: which; without dropout and zoneout, which draw at random.
  ///   - parameters: its weights.
  ///   - windows: of equal shape, each going on where the one before ends.
  ///   - takesDifferences: whether central differences are taken, which takes long.
  ///   - damage: changes the hand-written gradient, in order to see what a wrong one looks like.
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

  /// Checks a batch of labelled text.
  ///
  /// - Parameters:
  ///   - network: which; without dropout and zoneout, which draw at random.
  ///   - parameters: its weights.
  ///   - batch: what is read, and its labels.
  ///   - takesDifferences: whether central differences are taken, which takes long.
  ///   - damage: changes the hand-written gradient, in order to see what a wrong one looks like.
  package init(
    _ network: CharacterNetwork, _ parameters: Parameters, batch: TokenBatch,
    takesDifferences: Bool = true, damage: (inout [Double]) -> Void = { _ in }
  ) {
    precondition(!network.configuration.drawsAtRandom, "a gradient with dropout or zoneout")
    self.init(
      GradientCheck.handWritten(
        network, parameters, [batch], steps: batch.steps, lanes: batch.lanes),
      GraphLabeller(network, parameters).values, network.layout,
      takesDifferences: takesDifferences, damage: damage
    ) { values in
      var oracle = GraphLabeller(network, parameters)
      oracle.values = values
      return oracle.window(batch)
    }
  }

  /// Compares a hand-written gradient with those of the graph that belongs to some weights.
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

  /// Every weight half a unit of a Float's last place away, up or down at random.
  private static func rounded(_ values: [Double]) -> [Double] {
    var random = RandomSource(seed: 0)
    return values.map { $0 * (1 + (random.next() % 2 == 0 ? 0x1p-24 : -0x1p-24)) }
  }

  /// Loss and gradient of the last window by the fast network.
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
  /// Whether training disturbs the network at random.
  package var drawsAtRandom: Bool { dropout > 0 || weightDropout > 0 || zoneout > 0 }

  /// The same network undisturbed.
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
