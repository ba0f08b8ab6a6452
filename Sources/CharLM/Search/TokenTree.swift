internal import CharText

/// The tokens of all hypotheses: each node has a token and the node before it.
struct TokenTree: Sendable {
  /// The node before the first token.
  static let root = -1

  private var parents: [Int32] = []
  private var tokens: [Token] = []

  /// Adds a token after a node.
  ///
  /// - Returns: the node of the token.
  mutating func append(_ token: Token, after parent: Int) -> Int {
    parents.append(Int32(parent))
    tokens.append(token)
    return tokens.count - 1
  }

  /// Returns the tokens from the first to that of a node.
  func path(to node: Int) -> [Token] {
    var path: [Token] = []
    var node = node
    while node != Self.root {
      path.append(tokens[node])
      node = Int(parents[node])
    }
    return path.reversed()
  }
}
