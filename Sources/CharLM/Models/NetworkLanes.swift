public import CharNetwork
public import CharText

/// Texts that a network reads side by side, as lanes of one batch.
public struct NetworkLanes: ModelLanes {
  private let engine: InferenceEngine
  private var state: NetworkState?

  init(_ engine: InferenceEngine) { self.engine = engine }

  /// The number of texts.
  public var count: Int { state?.lanes ?? 0 }

  /// Adds a text after the others.
  ///
  /// - Parameter state: what it has read, one lane.
  public mutating func append(_ state: NetworkState) {
    if self.state?.append(state) == nil { self.state = state }
  }

  /// Puts another text in the place of one.
  ///
  /// - Parameters:
  ///   - lane: the place.
  ///   - state: what the other text has read, one lane.
  public mutating func replace(_ lane: Int, with state: NetworkState) {
    self.state?.copy(lane: 0, of: state, to: lane)
  }

  /// Keeps some texts, in the order given.
  ///
  /// - Parameter lanes: their places.
  public mutating func select(_ lanes: [Int]) {
    state = lanes.isEmpty ? nil : state?.select(lanes)
  }

  /// Reads a token in each lane.
  ///
  /// - Parameters:
  ///   - tokens: a token for each lane.
  ///   - logits: receives `[lanes, V]` logits; stays empty if it is empty.
  public mutating func advance(with tokens: [Token], logits: inout [Float]) {
    guard var state = self.state.take() else { return }
    engine.step(tokens, &state, logits: &logits, sharesThreads: false)
    self.state = state
  }
}
