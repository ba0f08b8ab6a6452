public import CharText

/// Texts that a model reads side by side, one token of each at a time.
///
/// Texts join, leave and change places between any two steps, and no text depends on its neighbors.
public protocol ModelLanes<State>: Sendable {
  /// The memory of one text.
  associatedtype State: Sendable

  /// The number of lanes.
  var count: Int { get }

  /// Returns the memory of a lane, which goes on from it elsewhere.
  ///
  /// - Parameter lane: the index of the lane.
  /// - Returns: the state of its text.
  func state(of lane: Int) -> State

  /// Adds a lane after the others.
  ///
  /// - Parameter state: the state of its text.
  mutating func append(_ state: State)

  /// Replaces the text of a lane.
  ///
  /// - Parameters:
  ///   - lane: the index of the lane.
  ///   - state: the state of the new text.
  mutating func replace(_ lane: Int, with state: State)

  /// Keeps some lanes, in the order given. A lane may be kept several times, as beams that continue the same
  /// text are.
  ///
  /// - Parameter lanes: their indices.
  mutating func select(_ lanes: [Int])

  /// Reads a token in each lane.
  ///
  /// - Parameters:
  ///   - tokens: a token for each lane; a document boundary first resets its lane.
  ///   - logits: receives `[lanes, V]` logits; stays empty if it is empty.
  mutating func advance(with tokens: [Token], logits: inout [Float])
}
