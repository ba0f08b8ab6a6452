internal import CharText

/// Texts to choose from: a graph without cycles in which each way from the start to the end writes a text.
///
/// Nodes are places in an input from which the texts are made; steps between them write tokens.
struct TokenLattice: Sendable {
  /// Tokens that lead from a node to another.
  struct Step: Sendable {
    var tokens: [Token]
    /// For each token its score, in nats.
    var scores: [Double]
    var target: Int
  }

  /// The steps from each node.
  let steps: [[Step]]
  /// The score of ending at each node; −∞ where the text must go on.
  let endScores: [Double]
  /// The fewest tokens from each node to an end.
  let shortest: [Int]
  /// The most tokens of a text.
  let longest: Int
  /// The text of an unknown token, by the node that it leads to.
  let unknown: [Int: String]
}

extension TokenLattice {
  /// Returns the text of tokens.
  ///
  /// - Parameters:
  ///   - tokens: tokens of a way from the start to the end.
  ///   - tokenizer: the tokenizer of the tokens.
  /// - Returns: the text, with the characters of the input for unknown tokens.
  func text(of tokens: [Token], _ tokenizer: Tokenizer) -> String {
    guard tokens.contains(Vocabulary.unknown), !unknown.isEmpty else {
      return tokenizer.decode(tokens)
    }
    var (text, start) = ("", 0)
    let nodes = way(of: tokens)
    for (index, token) in tokens.enumerated() where token == Vocabulary.unknown {
      text += tokenizer.decode(tokens[start..<index])
      text += (index < nodes.count ? unknown[nodes[index]] : nil) ?? "\u{FFFD}"
      start = index + 1
    }
    return text + tokenizer.decode(tokens[start...])
  }

  /// Returns the nodes that the best way with given tokens leads to, one for each token.
  private func way(of tokens: [Token]) -> [Int] {
    var reached: [[Int: (score: Double, origin: Int)]] = [[0: (0, 0)]]
    for token in tokens {
      var next: [Int: (score: Double, origin: Int)] = [:]
      for (node, known) in reached[reached.count - 1].sorted(by: { $0.key < $1.key }) {
        for step in steps[node] {
          guard let place = step.tokens.firstIndex(of: token) else { continue }
          let score = known.score + step.scores[place]
          if score > next[step.target]?.score ?? -.infinity { next[step.target] = (score, node) }
        }
      }
      reached.append(next)
    }
    let ends = reached[tokens.count].filter { endScores[$0.key] > -.infinity }
    guard var node = ends.max(by: { ($0.value.score, $0.key) < ($1.value.score, $1.key) })?.key
    else { return [] }
    var nodes: [Int] = []
    for layer in reached.dropFirst().reversed() {
      nodes.append(node)
      node = layer[node]?.origin ?? 0
    }
    return nodes.reversed()
  }
}
