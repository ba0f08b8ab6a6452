public import CharNetwork
public import CharNumerics

/// Statistics of a network's units, gates and gradients on a few windows of held-out text.
public struct NetworkProbe: Sendable, Equatable {
  /// Statistics of a layer.
  public struct Layer: Sendable, Equatable {
    /// The share of units whose output hardly changes over the windows.
    public var dead: Double
    /// The share of saturated values by gate name.
    public var saturated: [String: Double]
    /// The gradient norm of the last prediction with respect to the state `distance` steps back,
    /// relative to one step back; nil if unknown, for example for shorter documents.
    public var flow: Double?

    /// Creates the statistics of a layer.
    ///
    /// - Parameters:
    ///   - dead: the share of dead units.
    ///   - saturated: the share of saturated values of each gate.
    ///   - flow: the fraction of the gradient left after the probe's distance.
    public init(dead: Double = 0, saturated: [String: Double] = [:], flow: Double? = nil) {
      self.dead = dead
      self.saturated = saturated
      self.flow = flow
    }
  }

  /// The layers in order.
  public var layers: [Layer]
  /// Number of steps that the gradient is followed back.
  public var distance: Int

  /// Creates the statistics of a network.
  ///
  /// - Parameters:
  ///   - layers: the layers in order.
  ///   - distance: number of steps that the gradient is followed back.
  public init(layers: [Layer], distance: Int) {
    self.layers = layers
    self.distance = distance
  }

  /// A unit is dead if the standard deviation of its output is below this: less than the rounding
  /// error of bfloat16.
  static let deadDeviation = 1e-3
  /// A gate is saturated within this distance of 0 or 1 (a candidate, of −1 or 1): its derivative
  /// is below a twelfth of its maximum.
  static let saturation: Float = 0.02
  /// Number of steps back: a few words. Further back, gradients fade in healthy networks too.
  static let reach = 16
}

extension NetworkProbe {
  /// Probes a network.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - parameters: its weights.
  ///   - batch: windows of some text.
  public init(_ network: CharacterNetwork, _ parameters: Parameters, _ batch: TokenBatch) {
    let distance = min(Self.reach, batch.steps - 1)
    let units = network.configuration.hiddenSize
    layers = Array(repeating: Layer(), count: network.configuration.layers)
    // A document boundary stops the gradient, in healthy networks too.
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
      // Maps a candidate in −1...1 to the range of a gate, 0...1.
      let place = isCandidate ? (value + 1) / 2 : value
      return place < saturation || place > 1 - saturation
    }
    return Double(count) / Double(values.count)
  }
}
