/// Looks pieces up in a vocabulary and records the bytes that each token stands for.
struct LocatedTokens: PieceSink {
  private var lookup: PieceLookup
  /// The range of bytes of each token. All tokens that spell an unknown piece have the range of the
  /// piece.
  private(set) var ranges: [Range<Int>] = []
  private var position: Int

  /// - Parameters:
  ///   - vocabulary: The vocabulary.
  ///   - policy: The treatment of unknown pieces.
  ///   - position: The place of the first byte.
  init(_ vocabulary: Vocabulary, _ policy: UnknownPolicy, at position: Int = 0) {
    lookup = PieceLookup(vocabulary, policy)
    self.position = position
  }

  var tokens: [Token] { lookup.tokens }

  mutating func take(byte: UInt8) {
    lookup.take(byte: byte)
    advance(1)
  }

  mutating func take(scalar: UInt32) {
    lookup.take(scalar: scalar)
    advance(UTF8Sequence.length(of: scalar))
  }

  mutating func take(cluster bytes: [UInt8], _ range: Range<Int>) {
    lookup.take(cluster: bytes, range)
    advance(range.count)
  }

  private mutating func advance(_ count: Int) {
    let range = position..<position + count
    while ranges.count < lookup.tokens.count { ranges.append(range) }
    position = range.upperBound
  }
}
