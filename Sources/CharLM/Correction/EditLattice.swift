internal import CharText

/// Makes the lattice of all texts within some edits of a line: a character is inserted, deleted or replaced, two neighbors
/// are swapped, or a confusion is undone. A node is a character of the line and a number of edits.
struct EditLattice {
  let tokenizer: Tokenizer
  /// Characters that may be inserted, and that may replace others.
  let alphabet: [Token]
  let confusions: ReadingTree?
  let options: CorrectionOptions

  init(_ tokenizer: Tokenizer, confusions: ReadingTree?, _ options: CorrectionOptions) {
    (self.tokenizer, self.confusions, self.options) = (tokenizer, confusions, options)
    alphabet = Self.alphabet(tokenizer.vocabulary)
  }

  /// All characters that are not controls; those of a model of bytes are those of ASCII.
  private static func alphabet(_ vocabulary: Vocabulary) -> [Token] {
    (Vocabulary.firstPiece..<Token(vocabulary.count)).filter { token in
      switch vocabulary.entry(of: token) {
      case .piece(let bytes):
        !String(decoding: bytes, as: UTF8.self).unicodeScalars.contains {
          $0.properties.generalCategory == .control
        }
      case .byte(let byte): vocabulary.unit == .byte && (0x20..<0x7F).contains(byte)
      case .condition, nil: false
      }
    }
  }

  /// A line as it is written.
  struct Line {
    let characters: [Character]
    /// The tokens of each character.
    let tokens: [[Token]]

    init(_ text: String, _ tokenizer: Tokenizer) {
      characters = Array(text)
      tokens = characters.map { tokenizer.tokens(of: String($0)) }
    }
  }

  /// Returns the lattice of a line.
  func lattice(of line: Line) throws(LatticeError) -> TokenLattice {
    let (characters, written) = (line.characters, line.tokens)
    let (count, edits) = (characters.count, options.edits)
    func node(_ place: Int, _ used: Int) -> Int { place * (edits + 1) + used }
    var builder = LatticeBuilder(
      count: (count + 1) * (edits + 1), ends: Set((0...edits).map { node(count, $0) }))
    let score = options.scoreOfEdit
    let scores = [Double](repeating: score, count: alphabet.count)
    for place in 0...count {
      for used in 0...edits {
        let origin = node(place, used)
        if used < edits { builder.add(alphabet, scores: scores, from: origin, to: origin + 1) }
        guard place < count else { continue }
        let kept = node(place + 1, used)
        builder.add(sequence: written[place], score: 0, from: origin, to: kept)
        guard !written[place].contains(Vocabulary.unknown) else {
          builder.note(unknown: String(characters[place]), to: kept)
          continue
        }
        guard used < edits else { continue }
        builder.add(alphabet, scores: scores, from: origin, to: kept + 1)
        builder.add(sequence: [], score: score, from: origin, to: kept + 1)
        guard place + 1 < count, characters[place] != characters[place + 1],
          !written[place + 1].contains(Vocabulary.unknown)
        else { continue }
        builder.add(
          sequence: written[place + 1] + written[place], score: score, from: origin,
          to: node(place + 2, used + 1))
      }
    }
    undoConfusions(in: characters, &builder, node)
    return try builder.build()
  }

  /// Adds the texts that parts of a line may be confused with.
  private func undoConfusions(
    in characters: [Character], _ builder: inout LatticeBuilder, _ node: (Int, Int) -> Int
  ) {
    guard let confusions, options.edits > 0 else { return }
    let scalars = characters.flatMap(\.unicodeScalars)
    // The character that starts at a scalar.
    var starts: [Int: Int] = [:]
    var offset = 0
    for (index, character) in characters.enumerated() {
      starts[offset] = index
      offset += character.unicodeScalars.count
    }
    starts[offset] = characters.count
    for (offset, place) in starts {
      for match in confusions.matches(in: scalars, from: offset, slip: nil) {
        guard let end = starts[match.end] else { continue }
        let leaf = match.leaf
        for used in 0..<options.edits {
          let (origin, target) = (node(place, used), node(end, used + 1))
          // A confusion without a score of its own costs as much as an edit.
          builder.add(
            leaf.tokens, scores: leaf.scores.map { $0 == 0 ? options.scoreOfEdit : $0 },
            from: origin, to: target)
          for (tokens, score) in leaf.sequences {
            builder.add(
              sequence: tokens, score: score == 0 ? options.scoreOfEdit : score, from: origin,
              to: target)
          }
        }
      }
    }
  }
}
