public import CharNetwork
public import CharNumerics

/// What the units, gates and gradients of a network do on a few windows of held-out text.
public struct NetworkProbe: Sendable, Equatable {
  /// A layer.
  public struct Layer: Sendable, Equatable {
    /// The share of units whose output hardly changes over the windows.
    public var dead: Double
    /// By the name of the gate: the share of its values that are at either end of what they can be.
    public var saturated: [String: Double]
    /// The length of the gradient of the last prediction with respect to the state so many steps before,
    /// over that one step before; nil if nothing can be said, as where documents are shorter.
    public var flow: Double?

    /// What a layer does.
    ///
    /// - Parameters:
    ///   - dead: the share of dead units.
    ///   - saturated: the share of saturated values of each gate.
    ///   - flow: how much of the gradient is left after the probe's distance.
    public init(dead: Double = 0, saturated: [String: Double] = [:], flow: Double? = nil) {
      self.dead = dead
      self.saturated = saturated
      self.flow = flow
    }
  }

  /// Layer by layer.
  public var layers: [Layer]
  /// Steps that the gradient is followed back.
  public var distance: Int

  /// What a network does.
  ///
  /// - Parameters:
  ///   - layers: layer by layer.
  ///   - distance: steps that the gradient is followed back.
  public init(layers: [Layer], distance: Int) {
    self.layers = layers
    self.distance = distance
  }

  /// A unit is dead whose output has a smaller standard deviation than this: it tells the layers above
  /// less than the rounding of bfloat16 does.
  static let deadDeviation = 1e-3
  /// A gate is saturated where it is so near to 0 or 1, or a candidate to −1 or 1: its derivative is
  /// below a twelfth of its largest there.
  static let saturation: Float = 0.02
  /// Steps that the gradient is followed back: some words. Beyond it fades in healthy networks too.
  static let reach = 16
}

extension NetworkProbe {
  /// Looks at a network.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - parameters: its weights.
  ///   - batch: windows of some text.
  public init(_ network: CharacterNetwork, _ parameters: Parameters, _ batch: TokenBatch) {
    let distance = min(Self.reach, batch.steps - 1)
    let units = network.configuration.hiddenSize
    layers = Array(repeating: Layer(), count: network.configuration.layers)
    // A document boundary cuts the gradient, in healthy networks too.
    if distance > 1, let whole = batch.lanesWithoutStart(inLast: distance) {
      for (layer, norms) in network.gradientFlow(whole, parameters).norms.enumerated() {
        let ratio = norms[batch.steps - 1 - distance] / norms[batch.steps - 2]
        layers[layer].flow = ratio.isFinite ? ratio : nil
      }
    }
    self.distance = distance
    for gate in network.gateValues(batch, parameters) where !gate.values.isEmpty {
      if gate.name == "hidden" {
        layers[gate.layer].dead = Self.deadShare(gate.values, units: units)
      } else {
        layers[gate.layer].saturated[gate.name] = Self.saturatedShare(
          gate.values, isCandidate: gate.name == "candidate")
      }
    }
  }

  private static func deadShare(_ values: [Float], units: Int) -> Double {
    let rows = Double(values.count / units)
    let dead = (0..<units).count { unit in
      var (sum, squares) = (0.0, 0.0)
      for index in stride(from: unit, to: values.count, by: units) {
        sum += Double(values[index])
        squares += Double(values[index]) * Double(values[index])
      }
      let mean = sum / rows
      return squares / rows - mean * mean < deadDeviation * deadDeviation
    }
    return Double(dead) / Double(units)
  }

  private static func saturatedShare(_ values: [Float], isCandidate: Bool) -> Double {
    let count = values.count { value in
      // A candidate from −1 to 1 as if it were a gate from 0 to 1.
      let place = isCandidate ? (value + 1) / 2 : value
      return place < saturation || place > 1 - saturation
    }
    return Double(count) / Double(values.count)
  }
}
