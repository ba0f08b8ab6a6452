internal import CharForms
internal import CharText

/// A table of readings with the tokens of a model, as a tree of scalars.
struct ReadingTree: Sendable {
  /// What a reading may stand for.
  struct Leaf: Sendable {
    /// Texts of one token, and their scores.
    var tokens: [Token] = []
    var scores: [Double] = []
    /// Texts of several tokens, or none.
    var sequences: [(tokens: [Token], score: Double)] = []
  }

  /// A reading that was recognized.
  struct Match {
    /// The end of the reading in the input.
    var end: Int
    var leaf: Leaf
    /// The score of a slip; 0 without one.
    var score: Double
  }

  private struct Node {
    var children: [Unicode.Scalar: Int] = [:]
    /// The number of scalars to here.
    var depth = 0
    var leaf: Int?
  }

  private var nodes = [Node()]
  private var leaves: [Leaf] = []
  /// All scalars of readings.
  private(set) var alphabet: Set<Unicode.Scalar> = []

  /// False if no reading has a text that the model can write.
  var hasTexts: Bool {
    leaves.contains { !$0.tokens.isEmpty || $0.sequences.contains { !$0.tokens.isEmpty } }
  }

  /// Makes a tree; texts that the model cannot write are left out.
  init(_ table: ReadingTable, _ tokenizer: Tokenizer) {
    for (reading, alternatives) in table.readings {
      var leaf = Leaf()
      for alternative in alternatives {
        let tokens = tokenizer.tokens(of: alternative.text)
        if tokens.contains(Vocabulary.unknown) { continue }
        if tokens.count == 1 {
          leaf.add(tokens[0], alternative.score)
        } else {
          leaf.sequences.append((tokens, alternative.score))
        }
      }
      let scalars = Normalization.nfc.apply(to: reading).unicodeScalars
      alphabet.formUnion(scalars)
      if !leaf.tokens.isEmpty || !leaf.sequences.isEmpty { add(leaf, scalars) }
    }
  }

  private mutating func add(_ leaf: Leaf, _ reading: String.UnicodeScalarView) {
    var node = 0
    for scalar in reading {
      let next = nodes[node].children[scalar] ?? nodes.count
      if next == nodes.count {
        nodes.append(Node(depth: nodes[node].depth + 1))
        nodes[node].children[scalar] = next
      }
      node = next
    }
    nodes[node].leaf = leaves.count
    leaves.append(leaf)
  }

  /// Returns the readings that a part of an input starts with.
  ///
  /// - Parameters:
  ///   - input: the input.
  ///   - start: the first scalar of the part.
  ///   - slip: the score of a slip of the fingers, at most one in each reading of two letters or more: a letter too
  ///     many, one missing, a wrong one, or two in the wrong order; nil allows none.
  /// - Returns: the readings, the shortest first.
  func matches(in input: [Unicode.Scalar], from start: Int, slip: Double?) -> [Match] {
    var found: [Place: Double] = [:]
    find(in: input, start, start, node: 0, score: 0, slip: slip, &found)
    return found.sorted { $0.key < $1.key }.map { place, score in
      Match(end: place.end, leaf: leaves[place.leaf], score: score)
    }
  }

  private struct Place: Hashable, Comparable {
    var end, leaf: Int

    static func < (left: Place, right: Place) -> Bool {
      (left.end, left.leaf) < (right.end, right.leaf)
    }
  }

  private func find(
    in input: [Unicode.Scalar], _ start: Int, _ place: Int, node: Int, score: Double,
    slip: Double?, _ found: inout [Place: Double]
  ) {
    if let leaf = nodes[node].leaf, place > start, score == 0 || nodes[node].depth > 1 {
      let key = Place(end: place, leaf: leaf)
      found[key] = max(found[key] ?? -.infinity, score)
    }
    func find(_ place: Int, _ node: Int?, _ score: Double, _ slip: Double?) {
      guard let node else { return }
      self.find(in: input, start, place, node: node, score: score, slip: slip, &found)
    }
    let next = place < input.count ? input[place] : nil
    if let next { find(place + 1, nodes[node].children[next], score, slip) }
    guard let slip else { return }
    if next != nil { find(place + 1, node, score + slip, nil) }
    for (letter, child) in nodes[node].children where letter != next {
      find(place, child, score + slip, nil)
      if next != nil { find(place + 1, child, score + slip, nil) }
      guard place + 1 < input.count, input[place + 1] == letter, let next else { continue }
      find(place + 2, nodes[child].children[next], score + slip, nil)
    }
  }
}

extension ReadingTree.Leaf {
  /// Adds a token, or keeps the better score of one that is known.
  fileprivate mutating func add(_ token: Token, _ score: Double) {
    if let known = tokens.firstIndex(of: token) {
      scores[known] = max(scores[known], score)
    } else {
      tokens.append(token)
      scores.append(score)
    }
  }
}
