internal import CharText

// A mixture holds models of several types. These calls take states whose type is erased.

extension AutoregressiveModel {
  /// Makes the state before any text.
  func erasedInitialState() -> any Sendable { initialState() }

  /// Makes lanes without texts.
  func erasedLanes() -> any ModelLanes { makeLanes() }

  /// Reads a token, as ``advance(_:with:logits:)``.
  func advance(erased state: inout any Sendable, with token: Token, logits: inout [Float]) {
    use(&state) { advance(&$0, with: token, logits: &logits) }
  }

  /// Reads tokens, as ``read(_:_:logits:)``.
  func read(
    _ tokens: ArraySlice<Token>, erased state: inout any Sendable, logits: inout [Float]
  ) {
    use(&state) { read(tokens, &$0, logits: &logits) }
  }

  private func use(_ erased: inout any Sendable, _ body: (inout State) -> Void) {
    guard var state = erased as? State else { preconditionFailure("a state of another model") }
    // The only reference to its memory, which is then changed in place.
    erased = ()
    body(&state)
    erased = state
  }
}

extension ModelLanes {
  /// Adds a lane after the others.
  mutating func append(erased state: any Sendable) { append(Self.state(state)) }

  /// Returns the memory of a lane.
  func erasedState(of lane: Int) -> any Sendable { state(of: lane) }

  /// Replaces the text of a lane.
  mutating func replace(_ lane: Int, withErased state: any Sendable) {
    replace(lane, with: Self.state(state))
  }

  private static func state(_ erased: any Sendable) -> State {
    guard let state = erased as? State else { preconditionFailure("a state of another model") }
    return state
  }
}
