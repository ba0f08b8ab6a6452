/// Collects the pieces that are missing in a vocabulary, each once, in order.
struct UnknownPieces: PieceSink {
  /// The maximum number of names in a message.
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
