/// A sink that collects pieces as tokens.
protocol TokenSink: PieceSink {
  var tokens: [Token] { get set }
}

extension TokenSink {
  /// Returns the tokens and gives up ownership, which avoids a copy.
  mutating func takeTokens() -> [Token] {
    var taken: [Token] = []
    swap(&taken, &tokens)
    return taken
  }
}

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

/// Collects the pieces that are missing in a vocabulary, each once, in order.
struct UnknownPieces: PieceSink {
  /// The maximum number of pieces in a message.
  static let shown = 10

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

  /// Returns a list of pieces for a message.
  static func list(_ pieces: [String], count: Int) -> String {
    let names = pieces.prefix(shown).map { Vocabulary.displayName(of: Array($0.utf8)) }
    let rest = count - names.count
    return names.joined(separator: " ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
