/// A token id: 0 is the unknown token, 1 the document boundary; the rest represent text or
/// conditions.
public typealias Token = Int32

/// The tokens of a model and their meanings.
///
/// The two special tokens are followed by the pieces in ascending order of their UTF-8 bytes; with
/// the byte unit these are all 256 bytes, so that the id of a byte is 2 + its value. Then follow,
/// if the model has them, the 256 bytes that spell unknown pieces, and the conditions. Entries
/// added to a trained model come last, in order of addition.
///
/// Pieces are compared by their bytes: é as one scalar and é as two are different pieces.
public struct Vocabulary: Equatable, Sendable {
  /// The meaning of a token after the two special ones.
  public enum Entry: Equatable, Sendable {
    /// One unit of text, as its UTF-8 bytes.
    case piece([UInt8])
    /// A byte of a spelled piece.
    case byte(UInt8)
    /// A conditioning label of a document, such as its author.
    case condition(String)
  }

  /// The token of a piece that is not in the vocabulary, shown as `<unk>`.
  public static let unknown: Token = 0
  /// The token at the start of each document, shown as `<doc>`.
  public static let documentBoundary: Token = 1
  /// The id of the first token after the special ones, which equals their number.
  public static let firstPiece: Token = 2

  /// All 258 tokens of the byte unit.
  public static let bytes = Vocabulary(unit: .byte, checked: allBytes)

  static let allBytes = (UInt8.min...UInt8.max).map { Entry.byte($0) }

  /// The unit of each piece.
  public let unit: TextUnit
  /// All tokens after the two special ones, in the order of their ids.
  public let entries: [Entry]
  /// The token of each condition, by the bytes of its name.
  private var conditions: [[UInt8]: Token] = [:]
  /// The token of the byte 0, which the other bytes follow; nil without byte tokens.
  package private(set) var firstByte: Token?
  private(set) var scalars = ScalarTable()
  private(set) var clusters = ByteStringTable()

  /// The number of tokens, including the two special ones.
  public var count: Int { entries.count + Int(Self.firstPiece) }

  /// Creates a vocabulary from pieces in any order.
  ///
  /// With the byte unit the vocabulary is always all bytes.
  ///
  /// - Parameters:
  ///   - pieces: The UTF-8 bytes of each piece.
  ///   - unit: The unit of each piece.
  ///   - spellsBytes: Whether to add a token for every byte.
  ///   - conditions: The names of conditions, in any order.
  /// - Throws: ``TokenizerError/wrongPiece(_:unit:)`` or ``TokenizerError/repeatedPiece(_:)``.
  public init(
    pieces: some Sequence<[UInt8]>, unit: TextUnit, spellsBytes: Bool = false,
    conditions: some Sequence<String> = []
  ) throws(TokenizerError) {
    let sorted = pieces.sorted { $0.lexicographicallyPrecedes($1) }
    try self.init(
      unit: unit,
      entries: Self.inOrder(sorted, unit, spellsBytes: spellsBytes, conditions: conditions))
  }

  /// Creates a vocabulary from entries in the order of their ids.
  ///
  /// - Parameters:
  ///   - unit: The unit of each piece.
  ///   - entries: The tokens after the two special ones; bytes must be complete and in order, or
  ///     absent.
  /// - Throws: ``TokenizerError/wrongPiece(_:unit:)``, ``TokenizerError/repeatedPiece(_:)`` or
  ///   ``TokenizerError/wrongBytes``.
  public init(unit: TextUnit, entries: [Entry]) throws(TokenizerError) {
    var seen = ByteStringTable()
    var names: Set<[UInt8]> = []
    for entry in entries {
      switch entry {
      case .piece(let piece):
        guard unit != .byte, unit.isOne(piece) else {
          throw .wrongPiece(Self.displayName(of: piece), unit: unit)
        }
        guard seen.value(piece, 0..<piece.count) == nil else {
          throw .repeatedPiece(Self.displayName(of: piece))
        }
        seen.add(piece, value: 0)
      case .condition(let name):
        guard names.insert(Array(name.utf8)).inserted else { throw .repeatedPiece(name) }
      case .byte: continue
      }
    }
    let bytes = entries.indices.filter { if case .byte = entries[$0] { true } else { false } }
    let isWhole =
      bytes.first.map { Array(entries[$0...].prefix(256)) == Self.allBytes } ?? (unit != .byte)
    guard isWhole, bytes.isEmpty || bytes.count == 256 else { throw .wrongBytes }
    self.init(unit: unit, checked: entries)
  }

  /// Creates a vocabulary from validated entries.
  init(unit: TextUnit, checked entries: [Entry]) {
    self.unit = unit
    self.entries = entries
    for (index, entry) in entries.enumerated() {
      let token = Self.firstPiece + Token(index)
      switch entry {
      case .byte(0): firstByte = token
      case .byte: continue
      case .condition(let name): conditions[Array(name.utf8)] = token
      case .piece(let piece):
        let first = UTF8Sequence(piece, at: 0, end: piece.count)
        if first.length == piece.count {
          scalars.set(first.scalar, to: token)
        } else {
          clusters.add(piece, value: token)
        }
      }
    }
  }

  /// Returns the entries of a new vocabulary: pieces in byte order, bytes, conditions in byte
  /// order.
  static func inOrder(
    _ sorted: [[UInt8]], _ unit: TextUnit, spellsBytes: Bool,
    conditions: some Sequence<String> = []
  ) -> [Entry] {
    (unit == .byte ? [] : sorted.map(Entry.piece))
      + (unit == .byte || spellsBytes ? allBytes : [])
      + conditions.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map(Entry.condition)
  }

  /// Returns whether two vocabularies have the same unit and the same tokens.
  public static func == (left: Vocabulary, right: Vocabulary) -> Bool {
    left.unit == right.unit && left.entries == right.entries
  }
}

extension Vocabulary {
  /// Returns whether a number is the id of a token.
  public func contains(_ token: Token) -> Bool { token >= 0 && Int(token) < count }

  /// True if there is a token for every byte.
  public var spellsBytes: Bool { firstByte != nil }

  /// The names of conditions, in the order of their tokens.
  public var conditionNames: [String] {
    entries.compactMap { if case .condition(let name) = $0 { name } else { nil } }
  }

  /// Returns whether a token is a condition; false for numbers outside the vocabulary.
  public func isCondition(_ token: Token) -> Bool {
    guard token >= Self.firstPiece, contains(token) else { return false }
    if case .condition = entries[Int(token - Self.firstPiece)] { return true }
    return false
  }

  /// Returns the token of a condition, or nil.
  public func token(ofCondition name: String) -> Token? { conditions[Array(name.utf8)] }

  /// Returns the entry of a token; nil for the two special ones.
  ///
  /// - Parameter token: A token of this vocabulary; another one traps.
  /// - Returns: The entry.
  public func entry(of token: Token) -> Entry? {
    precondition(contains(token), "token \(token) is not below the vocabulary's size \(count)")
    return token < Self.firstPiece ? nil : entries[Int(token - Self.firstPiece)]
  }

  /// Returns the token of a piece, or nil.
  public func token(forBytes piece: [UInt8]) -> Token? {
    guard !piece.isEmpty else { return nil }
    if unit == .byte { return piece.count == 1 ? token(forByte: piece[0]) : nil }
    let first = UTF8Sequence(piece, at: 0, end: piece.count)
    guard first.kind == .scalar else { return nil }
    guard first.length == piece.count else { return clusters.value(piece, 0..<piece.count) }
    let token = scalars[first.scalar]
    return token < 0 ? nil : token
  }

  /// Returns the token of a piece, or nil; `"<doc>"` is ordinary text.
  public func token(for piece: String) -> Token? { token(forBytes: Array(piece.utf8)) }

  /// Returns the bytes of text of a token; none for special tokens and conditions.
  ///
  /// - Parameter token: A token of this vocabulary; another one traps.
  /// - Returns: The bytes, which need not be UTF-8.
  public func bytes(of token: Token) -> [UInt8] {
    switch entry(of: token) {
    case .piece(let piece): piece
    case .byte(let byte): [byte]
    case .condition, nil: []
    }
  }

  /// Returns the token of a byte; traps if the vocabulary has no byte tokens.
  @inline(__always)
  func token(forByte byte: UInt8) -> Token {
    guard let firstByte else { preconditionFailure("the vocabulary has no tokens for bytes") }
    return firstByte + Token(byte)
  }

  /// Returns the token of a scalar, or the unknown token.
  @inline(__always)
  func token(forScalar scalar: UInt32) -> Token { max(scalars[scalar], Self.unknown) }

  /// Returns the token of a cluster of two or more scalars, or the unknown token.
  func token(forCluster bytes: [UInt8], _ range: Range<Int>) -> Token {
    clusters.value(bytes, range) ?? Self.unknown
  }
}
