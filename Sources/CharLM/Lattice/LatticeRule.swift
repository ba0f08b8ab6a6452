internal import CharText
internal import Foundation

/// The texts of a lattice as the rule of a search.
struct LatticeRule: SearchRule {
  private let lattice: TokenLattice
  /// True if a text ends where the model ends the document, false if it ends where the lattice does.
  private let endsDocument: Bool
  /// An estimate of what a token scores: half of what it would score if all were equally likely.
  private let scoreOfToken: Double

  init(_ lattice: TokenLattice, _ vocabulary: Vocabulary, endsDocument: Bool) {
    (self.lattice, self.endsDocument) = (lattice, endsDocument)
    scoreOfToken = -log(Double(vocabulary.count)) / 2
  }

  var initialState: Int { 0 }
  var isAmbiguous: Bool { true }

  func addMoves(from node: Int, remaining: Int, to moves: inout SearchMoves) {
    for step in lattice.steps[node] {
      moves.add(
        step.tokens, scores: step.scores,
        outlook: scoreOfToken * Double(lattice.shortest[step.target]), tag: step.target)
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
