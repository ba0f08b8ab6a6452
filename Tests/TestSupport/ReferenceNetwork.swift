import Foundation
public import CharNetwork
public import CharNumerics

/// The slow, obviously right twin of `CharacterNetwork`: Double, scalar loops, one lane at a time,
/// written from the equations alone. It knows the slots by their names.
public struct ReferenceNetwork {
  /// The parameters.
  public var values: [Double]
  let configuration: NetworkConfiguration
  let vocabularySize: Int
  let slots: [String: Slot]

  /// The cells that it knows.
  public static let cells: [CellKind] = [.elman, .lstm, .gru]

  /// The twin of a network, with its parameters.
  public init(_ network: CharacterNetwork, _ parameters: Parameters) {
    values = parameters.values.map(Double.init)
    configuration = network.configuration
    vocabularySize = network.vocabularySize
    slots = Dictionary(uniqueKeysWithValues: network.layout.slots.map { ($0.name, $0) })
  }

  /// Hidden state (and cell state) of every layer of one lane.
  public struct State: Equatable {
    /// Hidden states, layer by layer.
    public var h: [[Double]]
    /// Cell states, layer by layer.
    public var c: [[Double]]
  }

  /// Zeros.
  public func initialState() -> State {
    let zeros = [[Double]](
      repeating: [Double](repeating: 0, count: configuration.hiddenSize),
      count: configuration.layers)
    return State(h: zeros, c: zeros)
  }

  /// Logits after each of the lane's tokens; `boundary` resets the state.
  public func logits(_ tokens: [Int32], state: inout State, boundary: Int32) -> [[Double]] {
    tokens.map { token in
      if token == boundary { state = initialState() }
      var x = Array(row("embedding.weight", Int(token)))
      for layer in 0..<configuration.layers {
        let h = step(layer, x, &state)
        x = configuration.isResidual && layer > 0 ? zip(x, h).map(+) : h
      }
      let weight = configuration.tiesEmbeddings ? "embedding.weight" : "output.weight"
      return (0..<vocabularySize).map { dot(row(weight, $0), x) + value("output.bias", $0) }
    }
  }

  /// −Σ ln p of the targets of one lane.
  public func loss(
    _ inputs: [Int32], _ targets: [Int32], state: inout State, boundary: Int32
  ) -> Double {
    let rows = logits(inputs, state: &state, boundary: boundary)
    return zip(rows, targets).reduce(0) { sum, pair in
      let top = pair.0.max() ?? 0
      let z = pair.0.reduce(0) { $0 + exp($1 - top) }
      return sum + top + log(z) - pair.0[Int(pair.1)]
    }
  }

  private func step(_ layer: Int, _ x: [Double], _ state: inout State) -> [Double] {
    let size = configuration.hiddenSize
    let h = state.h[layer]
    func input(_ gate: Int, _ unit: Int) -> Double {
      let r = gate * size + unit
      return dot(row("rnn.weight_ih_l\(layer)", r), x) + value("rnn.bias_ih_l\(layer)", r)
    }
    func recurrent(_ gate: Int, _ unit: Int) -> Double {
      let r = gate * size + unit
      return dot(row("rnn.weight_hh_l\(layer)", r), h) + value("rnn.bias_hh_l\(layer)", r)
    }
    func gate(_ gate: Int, _ unit: Int) -> Double { input(gate, unit) + recurrent(gate, unit) }
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

    var next = h
    switch configuration.cell {
    case .elman:
      for u in 0..<size { next[u] = tanh(gate(0, u)) }
    case .lstm:
      var c = state.c[layer]
      for u in 0..<size {
        c[u] = sigmoid(gate(1, u)) * c[u] + sigmoid(gate(0, u)) * tanh(gate(2, u))
        next[u] = sigmoid(gate(3, u)) * tanh(c[u])
      }
      state.c[layer] = c
    case .gru:
      for u in 0..<size {
        let r = sigmoid(gate(0, u)), z = sigmoid(gate(1, u))
        let n = tanh(input(2, u) + r * recurrent(2, u))
        next[u] = (1 - z) * n + z * h[u]
      }
    default: preconditionFailure("no reference of \(configuration.cell)")
    }
    state.h[layer] = next
    return next
  }

  private func slot(_ name: String) -> Slot {
    guard let slot = slots[name] else { preconditionFailure("no slot \(name)") }
    return slot
  }

  private func row(_ name: String, _ r: Int) -> ArraySlice<Double> {
    let slot = slot(name)
    return values[slot.offset + r * slot.columns..<slot.offset + (r + 1) * slot.columns]
  }

  private func value(_ name: String, _ i: Int) -> Double { values[slot(name).offset + i] }

  private func dot(_ a: some Collection<Double>, _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
