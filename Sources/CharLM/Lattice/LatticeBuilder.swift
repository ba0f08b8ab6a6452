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

  /// Lines with more steps are refused: they would take gigabytes of memory.
  private static let mostSteps = 4_000_000

  private var arcs: [[Arc]]
  private let ends: Set<Int>
  private var unknown: [Int: String] = [:]

  /// Starts with nodes without steps; the first is the start of all texts.
  ///
  /// - Parameters:
  ///   - count: the number of nodes.
  ///   - ends: the nodes where a text may end.
  init(count: Int, ends: Set<Int>) {
    self.ends = ends
    arcs = (0..<count).map { _ in [] }
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
  ///
  /// - Throws: ``LatticeError`` if there are too many of them.
  func build() throws(LatticeError) -> TokenLattice {
    var steps = arcs.map { _ in [TokenLattice.Step]() }
    var endScores = arcs.indices.map { ends.contains($0) ? 0 : -Double.infinity }
    var longest = arcs.map { _ in 0 }
    // A node that leads to no end has many.
    var shortest = arcs.indices.map { ends.contains($0) ? 0 : Int.max / 2 }
    var count = 0
    for node in arcs.indices.reversed() {
      var branches = Branches(node: node)
      for arc in arcs[node] {
        switch arc {
        case .choice(let tokens, let scores, let target):
          steps[node].append(TokenLattice.Step(tokens: tokens, scores: scores, target: target))
          longest[node] = max(longest[node], 1 + longest[target])
          shortest[node] = min(shortest[node], 1 + shortest[target])
        case .sequence(let tokens, let score, let target):
          branches.add(tokens, score, to: target, &steps, &shortest)
          longest[node] = max(longest[node], tokens.count + longest[target])
          shortest[node] = min(shortest[node], tokens.count + shortest[target])
        case .skip(let score, let target):
          steps[node] += steps[target].map { $0.adding(score) }
          endScores[node] = max(endScores[node], endScores[target] + score)
          longest[node] = max(longest[node], longest[target])
          shortest[node] = min(shortest[node], shortest[target])
        }
      }
      count += steps[node].count
      guard count <= Self.mostSteps else { throw LatticeError(limit: Self.mostSteps) }
    }
    endScores += repeatElement(-.infinity, count: steps.count - endScores.count)
    return TokenLattice(
      steps: steps, endScores: endScores, shortest: shortest, longest: longest[0], unknown: unknown)
  }

  /// The sequences from a node, as a tree.
  private struct Branches {
    private struct Start: Hashable {
      var tokens: [Token]
      var target: Int
    }

    let node: Int
    private var known: [Start: Int] = [:]

    init(node: Int) { self.node = node }

    mutating func add(
      _ tokens: [Token], _ score: Double, to target: Int, _ steps: inout [[TokenLattice.Step]],
      _ shortest: inout [Int]
    ) {
      var origin = node
      for count in 1..<tokens.count {
        let start = Start(tokens: Array(tokens.prefix(count)), target: target)
        let next = known[start] ?? steps.count
        if known.updateValue(next, forKey: start) == nil {
          steps.append([])
          shortest.append(tokens.count - count + shortest[target])
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
