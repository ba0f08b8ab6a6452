/// A token id: 0 is the unknown token, 1 the document boundary, and the rest are pieces of text.
public typealias Token = Int32

/// The set of tokens of a model, and what each of them stands for.
///
/// After the two special tokens come the pieces in ascending order of their UTF-8 bytes; with the
/// byte unit they are all 256 bytes, so that the id of a byte is 2 + its value. Pieces are told
/// apart by their bytes: é as one scalar and é as two are two pieces.
public struct Vocabulary: Equatable, Sendable {
  /// The token of a piece that is not in the vocabulary, shown as `<unk>`.
  public static let unknown: Token = 0
  /// The token at the start of each document, shown as `<doc>`.
  public static let documentBoundary: Token = 1
  /// The id of the first piece, which is the number of special tokens.
  public static let firstPiece: Token = 2

  /// All 258 tokens of the byte unit.
  public static let bytes = Vocabulary(unit: .byte, sorted: (0...255).map { [UInt8($0)] })

  /// What each piece is one of.
  public let unit: TextUnit
  /// The bytes of every token; none for the special ones.
  private let pieces: [[UInt8]]
  private var scalars = ScalarTable()
  private var clusters = ByteStringTable()

  /// The number of tokens, with the two special ones.
  public var count: Int { pieces.count }

  /// Makes the vocabulary of given pieces, in any order.
  ///
  /// With the byte unit all bytes are in the vocabulary, whatever is given.
  ///
  /// - Parameters:
  ///   - pieces: The UTF-8 bytes of each piece.
  ///   - unit: What each piece is one of.
  /// - Throws: ``TokenizerError/wrongPiece(_:unit:)`` or ``TokenizerError/repeatedPiece(_:)``.
  public init(pieces: some Sequence<[UInt8]>, unit: TextUnit) throws {
    let sorted = pieces.sorted { $0.lexicographicallyPrecedes($1) }
    for (index, piece) in sorted.enumerated() {
      guard unit.isOne(piece) else {
        throw TokenizerError.wrongPiece(Self.displayName(of: piece), unit: unit)
      }
      guard index == 0 || sorted[index - 1] != piece else {
        throw TokenizerError.repeatedPiece(Self.displayName(of: piece))
      }
    }
    self = unit == .byte ? .bytes : Vocabulary(unit: unit, sorted: sorted)
  }

  init(unit: TextUnit, sorted: [[UInt8]]) {
    self.unit = unit
    pieces = [[], []] + sorted
    guard unit != .byte else { return }
    for (index, piece) in sorted.enumerated() {
      let token = Self.firstPiece + Token(index)
      let first = UTF8Sequence(piece, at: 0, end: piece.count)
      if first.length == piece.count {
        scalars.set(first.scalar, to: token)
      } else {
        clusters.add(piece, value: token)
      }
    }
  }

  /// Whether two vocabularies have the same unit and the same tokens.
  public static func == (left: Vocabulary, right: Vocabulary) -> Bool {
    left.unit == right.unit && left.pieces == right.pieces
  }
}

extension Vocabulary {
  /// Whether a number is the id of a token.
  public func contains(_ token: Token) -> Bool { token >= 0 && Int(token) < count }

  /// The token of a piece, or nil where it has none.
  public func token(forBytes piece: [UInt8]) -> Token? {
    guard !piece.isEmpty else { return nil }
    if unit == .byte { return piece.count == 1 ? token(forByte: piece[0]) : nil }
    let first = UTF8Sequence(piece, at: 0, end: piece.count)
    guard first.kind == .scalar else { return nil }
    guard first.length == piece.count else { return clusters.value(piece, 0..<piece.count) }
    let token = scalars[first.scalar]
    return token < 0 ? nil : token
  }

  /// The token of a piece, or nil where it has none; `"<doc>"` is text like any other.
  public func token(for piece: String) -> Token? { token(forBytes: Array(piece.utf8)) }

  /// The bytes that a token stands for; none for the special tokens.
  ///
  /// - Parameter token: A token of this vocabulary; another one traps.
  /// - Returns: The bytes, which for the byte unit need not be UTF-8.
  public func bytes(of token: Token) -> [UInt8] {
    precondition(contains(token), "token \(token) is not below the vocabulary's size \(count)")
    return pieces[Int(token)]
  }

  @inline(__always)
  func token(forByte byte: UInt8) -> Token { Self.firstPiece + Token(byte) }

  /// The token of a scalar, or the unknown one.
  @inline(__always)
  func token(forScalar scalar: UInt32) -> Token { max(scalars[scalar], Self.unknown) }

  /// The token of a cluster of two or more scalars, or the unknown one.
  func token(forCluster bytes: [UInt8], _ range: Range<Int>) -> Token {
    clusters.value(bytes, range) ?? Self.unknown
  }
}
