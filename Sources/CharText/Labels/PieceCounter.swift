/// Counts the pieces of a text while encoding it with provisional ids.
///
/// A piece gets the next id at its first occurrence; after the whole text has been read,
/// ``finish(unit:minimumCount:maximumSize:)`` chooses the vocabulary and converts the ids in place.
/// So a corpus is read once and stored once.
struct PieceCounter: TokenSink {
  var tokens: [Token] = []
  private var scalars = ScalarTable()
  private var clusters = ByteStringTable()
  private var pieces: [[UInt8]] = []
  private var counts: [Int] = []

  mutating func take(byte: UInt8) { take(scalar: UInt32(byte)) }

  @inline(__always)
  mutating func take(scalar: UInt32) {
    var index = scalars[scalar]
    if index < 0 {
      var bytes: [UInt8] = []
      UTF8Sequence.append(scalar, to: &bytes)
      index = Int32(pieces.count)
      scalars.set(scalar, to: index)
      pieces.append(bytes)
      counts.append(0)
    }
    count(index)
  }

  mutating func take(cluster bytes: [UInt8], _ range: Range<Int>) {
    var index = clusters.value(bytes, range)
    if index == nil {
      let piece = Array(bytes[range])
      index = Int32(pieces.count)
      clusters.add(piece, value: Int32(pieces.count))
      pieces.append(piece)
      counts.append(0)
    }
    if let index { count(index) }
  }

  @inline(__always)
  private mutating func count(_ index: Int32) {
    counts[Int(index)] += 1
    tokens.append(Vocabulary.firstPiece + index)
  }

  /// Returns the vocabulary, the tokens, and the number of unknown tokens.
  consuming func finish(
    unit: TextUnit, minimumCount: Int, maximumSize: Int?
  ) -> (vocabulary: Vocabulary, tokens: [Token], unknown: Int) {
    let kept = Self.choose(pieces, counts, minimumCount, maximumSize)
    let vocabulary = Vocabulary(
      unit: unit,
      checked: Vocabulary.inOrder(kept.map { pieces[$0] }, unit, spellsBytes: false))
    var ids = [Token](repeating: Vocabulary.unknown, count: pieces.count + 2)
    ids[Int(Vocabulary.documentBoundary)] = Vocabulary.documentBoundary
    for (position, index) in kept.enumerated() {
      ids[index + Int(Vocabulary.firstPiece)] = Vocabulary.firstPiece + Token(position)
    }
    var unknown = 0
    var tokens = takeTokens()
    for index in tokens.indices {
      let token = ids[Int(tokens[index])]
      tokens[index] = token
      if token == Vocabulary.unknown { unknown += 1 }
    }
    return (vocabulary, tokens, unknown)
  }

  /// Returns the indices of the pieces to keep, in byte order.
  private static func choose(
    _ pieces: [[UInt8]], _ counts: [Int], _ minimumCount: Int, _ maximumSize: Int?
  ) -> [Int] {
    var kept = pieces.indices.filter { counts[$0] >= minimumCount }
      .sorted { pieces[$0].lexicographicallyPrecedes(pieces[$1]) }
    guard let maximumSize, kept.count > maximumSize else { return kept }
    // The sort is stable, so ties are broken by byte order.
    kept = Array(kept.sorted { counts[$0] > counts[$1] }.prefix(maximumSize))
    return kept.sorted { pieces[$0].lexicographicallyPrecedes(pieces[$1]) }
  }
}
