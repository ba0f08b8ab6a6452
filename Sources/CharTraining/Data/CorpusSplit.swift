internal import CharNumerics
package import CharText

/// A corpus split into training, validation and test parts.
package struct CorpusSplit {
  /// Training tokens.
  package private(set) var training: [Range<Int>]
  /// Validation pieces.
  package private(set) var validation: [CorpusPiece] = []
  package private(set) var test: [CorpusPiece] = []

  /// Splits a corpus.
  ///
  /// - Parameters:
  ///   - corpus: the corpus.
  ///   - vocabulary: the vocabulary of its tokens.
  ///   - configuration: size and position of the parts, and the seed.
  ///   - validates: true if a validation part is wanted.
  package init(
    _ corpus: StoredCorpus, _ vocabulary: Vocabulary, _ configuration: TrainingConfiguration,
    validates: Bool
  ) {
    training = [0..<corpus.tokens.count]
    let valid = validates ? configuration.validationFraction : 0
    let test = configuration.testFraction ?? 0
    guard valid + test > 0 else { return }
    let split = configuration.validationSplit ?? .last
    if split != .last {
      draw(corpus, vocabulary, configuration, split, valid: valid, test: test)
      let total = Double(corpus.tokens.count)
      let held = [(validation, valid), (self.test, test)].map { pieces, wanted in
        (share: Double(pieces.reduce(0) { $0 + $1.range.count }) / total, wanted: wanted)
      }
      // If a text has very few pieces, one of them may be most of it; a file can be cut elsewhere.
      let isFair =
        if !vocabulary.conditionNames.isEmpty {
          held.reduce(0) { $0 + $1.share } <= max(0.5, 2 * (valid + test))
        } else {
          configuration.text.boundary != .file
            || held.allSatisfy { $0.share <= 2 * $0.wanted && ($0.share > 0 || $0.wanted == 0) }
        }
      if isFair, held.contains(where: { $0.share > 0 }) { return }
    }
    cutEnd(corpus, vocabulary, configuration, valid: valid, test: test)
  }

  /// Holds out the end.
  private mutating func cutEnd(
    _ corpus: StoredCorpus, _ vocabulary: Vocabulary, _ configuration: TrainingConfiguration,
    valid: Double, test share: Double
  ) {
    func mark(_ share: Double) -> CorpusMark {
      guard share > 0 else { return corpus.mark(at: corpus.tokens.count) }
      let cut = Self.cut(corpus.tokens, share, configuration.text.boundary)
      return corpus.mark(near: cut, vocabulary, configuration.text)
    }
    let (second, end) = (mark(share), mark(0))
    var first = mark(valid + share)
    if valid > 0, first.position >= second.position, configuration.text.boundary != .file,
      let start = corpus.tokens.lastStart(before: second.position)
    {
      // Both parts would start with the same document.
      first = corpus.mark(at: start)
    }
    func piece(_ start: CorpusMark, _ end: CorpusMark) -> [CorpusPiece] {
      start.position >= end.position
        ? []
        : [
          CorpusPiece(
            range: start.position..<end.position, characters: start.characters..<end.characters)
        ]
    }
    training = [0..<first.position]
    validation = valid > 0 ? piece(first, second) : []
    test = piece(second, end)
  }

  /// Returns the start of the last part; lines and paragraphs that are documents are not cut.
  private static func cut(
    _ tokens: TokenStore, _ share: Double, _ boundary: DocumentBoundary
  ) -> Int {
    // The first token is a boundary, not text.
    let exact = 1 + Int(Double(tokens.count - 1) * (1 - share))
    guard boundary != .file else { return exact }
    let document = tokens.documents(before: exact)
    if document < tokens.documentCount { return tokens.start(ofDocument: document) }
    return document > 1 ? tokens.start(ofDocument: document - 1) : exact
  }

  /// Holds out random pieces; nothing if there is only one.
  private mutating func draw(
    _ corpus: StoredCorpus, _ vocabulary: Vocabulary, _ configuration: TrainingConfiguration,
    _ split: ValidationSplit, valid: Double, test share: Double
  ) {
    let tokens = corpus.tokens
    let pieces = corpus.pieces(
      forShare: valid > 0 ? valid : share, configuration.text.boundary)
    let groups = pieces.map { piece -> Token in
      guard !vocabulary.conditionNames.isEmpty else { return 0 }
      let document = tokens.start(
        ofDocument: tokens.documents(before: piece.range.lowerBound + 1) - 1)
      let first = tokens.tokens(document + 1..<document + 2)[0]
      return vocabulary.isCondition(first) ? first : 0
    }
    var random = RandomSource(seed: configuration.heldOutSeed, stream: 0x5917)
    let drawn = split.draw(
      pieces.map(\.range.count), groups: groups, share: valid, using: &random)
    let rest = pieces.indices.filter { !drawn.contains($0) }
    let tested = Set(
      split.draw(
        rest.map { pieces[$0].range.count }, groups: rest.map { groups[$0] },
        share: share / (1 - valid), using: &random
      ).map { rest[$0] })
    validation = drawn.sorted().map { pieces[$0] }
    test = tested.sorted().map { pieces[$0] }
    var start = 0
    training = []
    for index in pieces.indices where drawn.contains(index) || tested.contains(index) {
      let range = pieces[index].range
      let first = tokens.firstHeldOut(of: range, vocabulary)
      if start < first { training.append(start..<first) }
      start = range.upperBound
    }
    if start < tokens.count { training.append(start..<tokens.count) }
  }

  /// Name that distinguishes the split from others of the same corpus.
  var name: String {
    guard training.count == 1, test.isEmpty else { return "\(training) \(test.map(\.range))" }
    return "\(training[0].upperBound)"
  }
}

extension TokenStore {
  /// Returns the start of the last document before a position, unless it is the first document.
  fileprivate func lastStart(before position: Int) -> Int? {
    let document = documents(before: position) - 1
    return document > 0 ? start(ofDocument: document) : nil
  }

  /// Returns the first held-out token of a piece: if a document is held out in part, its boundary
  /// and condition stay with the training part.
  fileprivate func firstHeldOut(of piece: Range<Int>, _ vocabulary: Vocabulary) -> Int {
    let end = start(ofDocument: documents(before: piece.lowerBound + 1))
    guard end > piece.upperBound else { return piece.lowerBound }
    return piece.lowerBound
      + tokens(piece.lowerBound..<min(piece.lowerBound + 2, piece.upperBound)).prefix {
        $0 == Vocabulary.documentBoundary || vocabulary.isCondition($0)
      }.count
  }
}
