/// A sink that writes pieces down as tokens.
protocol TokenSink: PieceSink {
  var tokens: [Token] { get set }
}

extension TokenSink {
  /// Hands over the tokens without leaving a second owner, whose presence would copy them.
  mutating func takeTokens() -> [Token] {
    var taken: [Token] = []
    swap(&taken, &tokens)
    return taken
  }
}

/// Looks pieces up in a vocabulary.
struct PieceLookup: TokenSink {
  let vocabulary: Vocabulary
  var tokens: [Token] = []
  private(set) var unknown = 0

  init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  mutating func take(byte: UInt8) { tokens.append(vocabulary.token(forByte: byte)) }

  @inline(__always)
  mutating func take(scalar: UInt32) { append(vocabulary.token(forScalar: scalar)) }

  mutating func take(cluster bytes: [UInt8], _ range: Range<Int>) {
    append(vocabulary.token(forCluster: bytes, range))
  }

  @inline(__always)
  private mutating func append(_ token: Token) {
    tokens.append(token)
    if token == Vocabulary.unknown { unknown += 1 }
  }
}

/// Collects the pieces that a vocabulary lacks, each once, in order.
struct UnknownPieces: PieceSink {
  let vocabulary: Vocabulary
  private(set) var found: [[UInt8]] = []
  private var seen = ByteStringTable()

  init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  mutating func take(byte: UInt8) {}

  mutating func take(scalar: UInt32) {
    guard vocabulary.token(forScalar: scalar) == Vocabulary.unknown else { return }
    var bytes: [UInt8] = []
    UTF8Sequence.append(scalar, to: &bytes)
    add(bytes)
  }

  mutating func take(cluster bytes: [UInt8], _ range: Range<Int>) {
    guard vocabulary.token(forCluster: bytes, range) == Vocabulary.unknown else { return }
    add(Array(bytes[range]))
  }

  private mutating func add(_ piece: [UInt8]) {
    guard seen.value(piece, 0..<piece.count) == nil else { return }
    seen.add(piece, value: 0)
    found.append(piece)
  }
}
