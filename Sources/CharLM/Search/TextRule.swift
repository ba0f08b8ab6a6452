internal import CharText

/// Any text: all tokens but `<unk>` and conditions, and the end where the model ends the document.
struct TextRule: SearchRule {
  struct State: Hashable, Sendable {}

  private let tokens: [Token]

  init(_ vocabulary: Vocabulary) {
    tokens = (Vocabulary.firstPiece..<Token(vocabulary.count)).filter {
      !vocabulary.isCondition($0)
    }
  }

  var initialState: State { State() }

  func addMoves(from state: State, remaining: Int, to moves: inout SearchMoves) {
    moves.add(tokens)
  }

  func state(after token: Token, tag: Int, in state: State) -> State { state }

  func ending(in state: State) -> SearchEnding { .document() }
}
