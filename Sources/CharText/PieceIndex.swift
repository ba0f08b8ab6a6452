/// All pieces of a corpus, in the order in which they were first seen.
struct PieceIndex: Sendable {
  private(set) var pieces: [[UInt8]] = []
  private(set) var counts: [Int] = []
  private var table = ByteStringTable()

  /// Takes the pieces of a passage over.
  ///
  /// - Returns: For each of them, its place among all.
  mutating func add(_ passage: NumberedPassage) -> [Int32] {
    zip(passage.pieces, passage.counts).map { piece, count in
      if let place = table.value(piece, 0..<piece.count) {
        counts[Int(place)] += count
        return place
      }
      let place = Int32(pieces.count)
      table.add(piece, value: place)
      pieces.append(piece)
      counts.append(count)
      return place
    }
  }

  /// The vocabulary of the pieces that are frequent enough.
  ///
  /// - Parameters:
  ///   - configuration: How text is read.
  ///   - minimumCount: Pieces that occur less often are left out.
  ///   - maximumSize: The most pieces; the most frequent stay, and of equally frequent ones the first
  ///     by their bytes.
  /// - Returns: All its tokens.
  func vocabulary(
    _ configuration: TextConfiguration, minimumCount: Int, maximumSize: Int?
  ) -> Vocabulary {
    guard configuration.unit != .byte else { return .bytes }
    var kept = pieces.indices.filter { counts[$0] >= minimumCount }
      .sorted { pieces[$0].lexicographicallyPrecedes(pieces[$1]) }
    if let maximumSize, kept.count > maximumSize {
      // The sort is stable, so that among equally frequent pieces the order of bytes decides.
      kept = kept.sorted { counts[$0] > counts[$1] }.prefix(maximumSize)
        .sorted { pieces[$0].lexicographicallyPrecedes(pieces[$1]) }
    }
    return Vocabulary(
      unit: configuration.unit,
      checked: Vocabulary.inOrder(
        kept.map { pieces[$0] }, configuration.unit, spellsBytes: configuration.spellsBytes))
  }

  /// What each piece is under a tokenizer.
  func tokens(_ tokenizer: Tokenizer) -> PieceTokens {
    var result = PieceTokens()
    let vocabulary = tokenizer.vocabulary
    for (place, piece) in pieces.enumerated() {
      if let token = vocabulary.token(forBytes: piece) {
        result.tokens.append(token)
        continue
      }
      result.unknown.append(place)
      if tokenizer.configuration.spellsBytes {
        result.spelled[place] = vocabulary.spelling(of: piece, 0..<piece.count)
      } else {
        result.unknownCount += counts[place]
      }
      result.tokens.append(Vocabulary.unknown)
    }
    return result
  }
}

/// The tokens of the pieces of a corpus.
struct PieceTokens: Sendable {
  /// Of each piece, by its place; the unknown one where it has none of its own.
  var tokens: [Token] = []
  /// Those of pieces that are spelled.
  var spelled: [Int: [Token]] = [:]
  /// The places of pieces that are not in the vocabulary.
  var unknown: [Int] = []
  /// How many tokens are unknown.
  var unknownCount = 0

  /// Refuses what is not in the vocabulary, where that is an error.
  ///
  /// - Throws: ``CorpusError/unknownPieces(_:count:names:)``.
  func check(
    _ index: PieceIndex, _ tokenizer: Tokenizer, _ statistics: CorpusStatistics
  ) throws(CorpusError) {
    guard tokenizer.configuration.unknown == .error, !unknown.isEmpty else { return }
    throw .unknownPieces(
      unknown.prefix(UnknownPieces.shown).map { String(decoding: index.pieces[$0], as: UTF8.self) },
      count: unknown.count, names: statistics.inputs.map(\.name))
  }
}
