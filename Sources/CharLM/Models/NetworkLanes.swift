public import CharNetwork
public import CharText

/// Texts that a network reads side by side, as lanes of one batch.
public struct NetworkLanes: ModelLanes {
  private let engine: InferenceEngine
  private var state: NetworkState?

  init(_ engine: InferenceEngine) { self.engine = engine }

  /// The number of lanes.
  public var count: Int { state?.lanes ?? 0 }

  /// Returns the memory of a lane.
  ///
  /// - Parameter lane: the index of the lane.
  /// - Returns: the state of its text, of one lane.
  public func state(of lane: Int) -> NetworkState {
    guard let state else { preconditionFailure("lane \(lane) of none") }
    return state.select(CollectionOfOne(lane))
  }

  /// Adds a lane after the others.
  ///
  /// - Parameter state: the state of its text, of one lane.
  public mutating func append(_ state: NetworkState) {
    if self.state?.append(state) == nil { self.state = state }
  }

  /// Replaces the text of a lane.
  ///
  /// - Parameters:
  ///   - lane: the index of the lane.
  ///   - state: the state of the new text, of one lane.
  public mutating func replace(_ lane: Int, with state: NetworkState) {
    self.state?.copy(lane: 0, of: state, to: lane)
  }

  /// Keeps some lanes, in the order given.
  ///
  /// - Parameter lanes: their indices.
  public mutating func select(_ lanes: [Int]) {
    state = lanes.isEmpty ? nil : state?.select(lanes)
  }

  /// Reads a token in each lane. Threads that have nothing else to do share the work on a single lane.
  ///
  /// - Parameters:
  ///   - tokens: a token for each lane.
  ///   - logits: receives `[lanes, V]` logits; stays empty if it is empty.
  public mutating func advance(with tokens: [Token], logits: inout [Float]) {
    guard var state = self.state.take() else { return }
    engine.step(tokens, &state, logits: &logits)
    self.state = state
  }
}
