internal import CharText

/// The texts of a lattice as the rule of a search.
struct LatticeRule: SearchRule {
  let lattice: TokenLattice
  /// True if a text ends where the model ends the document, false if it ends where the lattice does.
  let endsDocument: Bool

  var initialState: Int { 0 }
  var isAmbiguous: Bool { true }

  func addMoves(from node: Int, remaining: Int, to moves: inout SearchMoves) {
    for step in lattice.steps[node] {
      moves.add(
        step.tokens, scores: step.scores, progress: lattice.places[step.target], tag: step.target)
    }
  }

  func state(after token: Token, tag: Int, in node: Int) -> Int { tag }

  func ending(in node: Int) -> SearchEnding {
    let score = lattice.endScores[node]
    guard score > -.infinity else { return .none }
    if endsDocument { return .document(score: score) }
    return lattice.steps[node].isEmpty ? .final(score: score) : .optional(score: score)
  }
}
