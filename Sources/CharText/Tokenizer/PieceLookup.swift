/// Looks pieces up in a vocabulary.
struct PieceLookup: TokenSink {
  let vocabulary: Vocabulary
  private let spells: Bool
  var tokens: [Token] = []
  /// The number of pieces that are not in the vocabulary.
  private(set) var unknown = 0

  init(_ vocabulary: Vocabulary, _ policy: UnknownPolicy) {
    self.vocabulary = vocabulary
    spells = policy == .bytes && vocabulary.unit != .byte
  }

  mutating func take(byte: UInt8) { tokens.append(vocabulary.token(forByte: byte)) }

  @inline(__always)
  mutating func take(scalar: UInt32) {
    let token = vocabulary.token(forScalar: scalar)
    if token == Vocabulary.unknown { return takeUnknown(scalar) }
    tokens.append(token)
  }

  mutating func take(cluster bytes: [UInt8], _ range: Range<Int>) {
    let token = vocabulary.token(forCluster: bytes, range)
    guard token == Vocabulary.unknown else { return tokens.append(token) }
    unknown += 1
    guard spells else { return tokens.append(token) }
    tokens += vocabulary.spelling(of: bytes, range)
  }

  private mutating func takeUnknown(_ scalar: UInt32) {
    unknown += 1
    guard spells else { return tokens.append(Vocabulary.unknown) }
    var bytes: [UInt8] = []
    UTF8Sequence.append(scalar, to: &bytes)
    tokens += vocabulary.spelling(of: bytes, 0..<bytes.count)
  }
}

extension Vocabulary {
  /// Returns the tokens that spell an unknown piece: known scalars, and the bytes of unknown ones.
  func spelling(of bytes: [UInt8], _ range: Range<Int>) -> [Token] {
    var tokens: [Token] = []
    var index = range.lowerBound
    while index < range.upperBound {
      let next = UTF8Sequence(bytes, at: index, end: range.upperBound)
      let token = token(forScalar: next.scalar)
      if token == Self.unknown {
        tokens += bytes[index..<index + next.length].map(token(forByte:))
      } else {
        tokens.append(token)
      }
      index += next.length
    }
    return tokens
  }
}
