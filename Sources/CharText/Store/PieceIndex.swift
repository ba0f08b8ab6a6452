/// All pieces of a corpus, in order of first occurrence.
struct PieceIndex: Sendable {
  private(set) var pieces: [[UInt8]] = []
  private(set) var counts: [Int] = []
  /// The indices of single scalars or bytes, and of clusters.
  private var scalars = ScalarTable()
  private var clusters = ByteStringTable()

  /// The index of a piece that a passage numbers but does not contain.
  private static let nowhere = Int32.max

  /// Adds the pieces of a passage.
  ///
  /// - Returns: The index of each of them in ``pieces``.
  mutating func add(_ passage: NumberedPassage) -> [Int32] {
    zip(passage.pieces, passage.counts).map { piece, count in
      guard count > 0 else { return Self.nowhere }
      let place = place(of: piece, in: passage)
      counts[Int(place)] += count
      return place
    }
  }

  /// Returns the index of a piece, adding it if it is new.
  private mutating func place(of piece: NumberedPiece, in passage: NumberedPassage) -> Int32 {
    switch piece {
    case .scalar(let scalar):
      let known = scalars[scalar]
      guard known == ScalarTable.absent else { return known }
      var bytes: [UInt8] = []
      if passage.unit == .byte {
        bytes.append(UInt8(scalar))
      } else {
        UTF8Sequence.append(scalar, to: &bytes)
      }
      let place = append(bytes)
      scalars.set(scalar, to: place)
      return place
    case .cluster(let index):
      let bytes = passage.clusters[index]
      if let place = clusters.value(bytes, 0..<bytes.count) { return place }
      let place = append(bytes)
      clusters.add(bytes, value: place)
      return place
    }
  }

  private mutating func append(_ piece: [UInt8]) -> Int32 {
    pieces.append(piece)
    counts.append(0)
    return Int32(pieces.count - 1)
  }

  /// Returns the vocabulary of the pieces that are frequent enough.
  ///
  /// - Parameters:
  ///   - configuration: The text configuration.
  ///   - minimumCount: Pieces that occur less often are left out.
  ///   - maximumSize: The maximum number of pieces; the most frequent stay, ties broken by byte
  ///     order.
  ///   - old: A vocabulary to extend, which keeps its tokens; nil builds a new one.
  /// - Returns: The vocabulary.
  func vocabulary(
    _ configuration: TextConfiguration, minimumCount: Int, maximumSize: Int?,
    growing old: Vocabulary? = nil
  ) -> Vocabulary {
    precondition(
      old.map { $0.unit == configuration.unit } ?? true, "a vocabulary grows by its own units")
    let conditions = pieces.compactMap(ConditionPiece.name)
    var kept: [Int] = []
    if configuration.unit != .byte {
      kept = pieces.indices.filter {
        counts[$0] >= minimumCount && ConditionPiece.name(of: pieces[$0]) == nil
          && old?.token(forBytes: pieces[$0]) == nil
      }.sorted { pieces[$0].lexicographicallyPrecedes(pieces[$1]) }
    }
    let room = maximumSize.map { max(0, $0 - (old?.pieceCount ?? 0)) }
    if let room, kept.count > room {
      // The sort is stable, so ties are broken by byte order.
      kept = kept.sorted { counts[$0] > counts[$1] }.prefix(room)
        .sorted { pieces[$0].lexicographicallyPrecedes(pieces[$1]) }
    }
    let added = Vocabulary.inOrder(
      kept.map { pieces[$0] }, configuration.unit, spellsBytes: configuration.spellsBytes,
      conditions: conditions)
    guard let old else { return Vocabulary(unit: configuration.unit, checked: added) }
    return old.grown(by: added)
  }

  /// Returns the tokens of all pieces under a tokenizer.
  func tokens(_ tokenizer: Tokenizer) -> PieceTokens {
    var result = PieceTokens()
    let vocabulary = tokenizer.vocabulary
    for (place, piece) in pieces.enumerated() {
      let condition = ConditionPiece.name(of: piece)
      let known = condition.map(vocabulary.token(ofCondition:)) ?? vocabulary.token(forBytes: piece)
      if let known {
        result.tokens.append(known)
        continue
      }
      if let condition {
        result.unknownCondition = result.unknownCondition ?? condition
        result.tokens.append(Vocabulary.unknown)
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
