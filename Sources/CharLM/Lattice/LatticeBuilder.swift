internal import CharText

/// Builds a lattice from steps that write one token, several, or none.
struct LatticeBuilder {
  private enum Arc {
    /// One of several tokens.
    case choice([Token], scores: [Double], target: Int)
    /// Tokens one after another.
    case sequence([Token], score: Double, target: Int)
    /// No token.
    case skip(score: Double, target: Int)
  }

  private var arcs: [[Arc]]
  private let places: [Int]
  private let ends: Set<Int>
  private var unknown: [Int: String] = [:]

  /// Starts with nodes without steps; the first is the start of all texts.
  ///
  /// - Parameters:
  ///   - places: for each node its place of the input.
  ///   - ends: the nodes where a text may end.
  init(places: [Int], ends: Set<Int>) {
    (self.places, self.ends) = (places, ends)
    arcs = places.map { _ in [] }
  }

  /// Adds a step that writes one of several tokens; a target comes after its origin.
  mutating func add(_ tokens: [Token], scores: [Double], from node: Int, to target: Int) {
    precondition(target > node && tokens.count == scores.count)
    if !tokens.isEmpty { arcs[node].append(.choice(tokens, scores: scores, target: target)) }
  }

  /// Adds a step that writes all of a sequence of tokens, or nothing if it is empty.
  mutating func add(sequence: [Token], score: Double, from node: Int, to target: Int) {
    precondition(target > node)
    switch sequence.count {
    case 0: arcs[node].append(.skip(score: score, target: target))
    case 1: arcs[node].append(.choice(sequence, scores: [score], target: target))
    default: arcs[node].append(.sequence(sequence, score: score, target: target))
    }
  }

  /// Notes the text of unknown tokens that lead to a node.
  mutating func note(unknown text: String, to target: Int) { unknown[target] = text }

  /// Makes the lattice: steps that write nothing are replaced by the steps that follow them, and sequences by steps
  /// of a token each, which share their beginnings.
  func build() -> TokenLattice {
    var steps = arcs.map { _ in [TokenLattice.Step]() }
    var endScores = arcs.indices.map { ends.contains($0) ? 0 : -Double.infinity }
    var (places, longest) = (places, arcs.map { _ in 0 })
    for node in arcs.indices.reversed() {
      var branches = Branches(node: node, place: places[node])
      for arc in arcs[node] {
        switch arc {
        case .choice(let tokens, let scores, let target):
          steps[node].append(TokenLattice.Step(tokens: tokens, scores: scores, target: target))
          longest[node] = max(longest[node], 1 + longest[target])
        case .sequence(let tokens, let score, let target):
          branches.add(tokens, score, to: target, &steps, &places)
          longest[node] = max(longest[node], tokens.count + longest[target])
        case .skip(let score, let target):
          steps[node] += steps[target].map { $0.adding(score) }
          endScores[node] = max(endScores[node], endScores[target] + score)
          longest[node] = max(longest[node], longest[target])
        }
      }
    }
    endScores += repeatElement(-.infinity, count: steps.count - endScores.count)
    return TokenLattice(
      steps: steps, endScores: endScores, places: places, longest: longest[0], unknown: unknown)
  }

  /// The sequences from a node, as a tree.
  private struct Branches {
    private struct Start: Hashable {
      var tokens: [Token]
      var target: Int
    }

    let node: Int
    let place: Int
    private var known: [Start: Int] = [:]

    init(node: Int, place: Int) { (self.node, self.place) = (node, place) }

    mutating func add(
      _ tokens: [Token], _ score: Double, to target: Int, _ steps: inout [[TokenLattice.Step]],
      _ places: inout [Int]
    ) {
      var origin = node
      for count in 1..<tokens.count {
        let start = Start(tokens: Array(tokens.prefix(count)), target: target)
        let next = known[start] ?? steps.count
        if known.updateValue(next, forKey: start) == nil {
          steps.append([])
          places.append(place)
          steps[origin].append(
            TokenLattice.Step(tokens: [tokens[count - 1]], scores: [0], target: next))
        }
        origin = next
      }
      steps[origin].append(
        TokenLattice.Step(tokens: [tokens[tokens.count - 1]], scores: [score], target: target))
    }
  }
}

extension TokenLattice.Step {
  fileprivate func adding(_ score: Double) -> Self {
    var step = self
    if score != 0 { for index in step.scores.indices { step.scores[index] += score } }
    return step
  }
}
