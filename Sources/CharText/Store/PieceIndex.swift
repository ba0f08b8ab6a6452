/// All pieces of a corpus, in the order in which they were first seen.
struct PieceIndex: Sendable {
  private(set) var pieces: [[UInt8]] = []
  private(set) var counts: [Int] = []
  /// The places of single scalars, or bytes, and of clusters.
  private var scalars = ScalarTable()
  private var clusters = ByteStringTable()

  /// The place of a piece that a passage numbers but does not have.
  private static let nowhere = Int32.max

  /// Takes the pieces of a passage over.
  ///
  /// - Returns: For each of them, its place among all.
  mutating func add(_ passage: NumberedPassage) -> [Int32] {
    zip(passage.pieces, passage.counts).map { piece, count in
      guard count > 0 else { return Self.nowhere }
      let place = place(of: piece, in: passage)
      counts[Int(place)] += count
      return place
    }
  }

  /// The place of a piece, which is added if it is new.
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

  /// The vocabulary of the pieces that are frequent enough.
  ///
  /// - Parameters:
  ///   - configuration: How text is read.
  ///   - minimumCount: Pieces that occur less often are left out.
  ///   - maximumSize: The most pieces; the most frequent stay, and of equally frequent ones the first
  ///     by their bytes.
  ///   - old: A vocabulary whose pieces all stay, with their tokens; nil makes a new one.
  /// - Returns: All its tokens.
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
      // The sort is stable, so that among equally frequent pieces the order of bytes decides.
      kept = kept.sorted { counts[$0] > counts[$1] }.prefix(room)
        .sorted { pieces[$0].lexicographicallyPrecedes(pieces[$1]) }
    }
    let added = Vocabulary.inOrder(
      kept.map { pieces[$0] }, configuration.unit, spellsBytes: configuration.spellsBytes,
      conditions: conditions)
    guard let old else { return Vocabulary(unit: configuration.unit, checked: added) }
    return old.grown(by: added)
  }

  /// What each piece is under a tokenizer.
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
