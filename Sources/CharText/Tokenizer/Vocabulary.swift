/// A token id: 0 is the unknown token, 1 the document boundary, and the rest stand for text.
public typealias Token = Int32

/// The set of tokens of a model, and what each of them stands for.
///
/// After the two special tokens come the pieces in ascending order of their UTF-8 bytes; with the
/// byte unit they are all 256 bytes, so that the id of a byte is 2 + its value. Then come, where
/// the model has them, the 256 bytes that spell what is no piece, and the conditions that a
/// document can start with. What was added to a trained model stands last, in the order it came.
///
/// Pieces are told apart by their bytes: é as one scalar and é as two are two pieces.
public struct Vocabulary: Equatable, Sendable {
  /// What a token after the two special ones stands for.
  public enum Entry: Equatable, Sendable {
    /// One unit of text, as its UTF-8 bytes.
    case piece([UInt8])
    /// A byte of text that is spelled.
    case byte(UInt8)
    /// What all of a document is under, such as its author; no text.
    case condition(String)
  }

  /// The token of a piece that is not in the vocabulary, shown as `<unk>`.
  public static let unknown: Token = 0
  /// The token at the start of each document, shown as `<doc>`.
  public static let documentBoundary: Token = 1
  /// The id of the first token that stands for text, which is the number of special tokens.
  public static let firstPiece: Token = 2

  /// All 258 tokens of the byte unit.
  public static let bytes = Vocabulary(unit: .byte, checked: allBytes)

  static let allBytes = (UInt8.min...UInt8.max).map { Entry.byte($0) }

  /// What each piece is one of.
  public let unit: TextUnit
  /// All tokens after the two special ones, in the order of their ids.
  public let entries: [Entry]
  /// The token of each condition, by the bytes of its name.
  private var conditions: [[UInt8]: Token] = [:]
  /// The token of the byte 0, from which those of the others count; nil without them.
  private var firstByte: Token?
  private(set) var scalars = ScalarTable()
  private(set) var clusters = ByteStringTable()

  /// The number of tokens, with the two special ones.
  public var count: Int { entries.count + Int(Self.firstPiece) }

  /// Makes the vocabulary of given pieces, in any order.
  ///
  /// With the byte unit all bytes are in the vocabulary, whatever is given.
  ///
  /// - Parameters:
  ///   - pieces: The UTF-8 bytes of each piece.
  ///   - unit: What each piece is one of.
  ///   - spellsBytes: Whether there is a token for every byte too.
  ///   - conditions: What documents can be under, in any order.
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

  /// Makes a vocabulary of entries in the order of their ids.
  ///
  /// - Parameters:
  ///   - unit: What each piece is one of.
  ///   - entries: The tokens after the two special ones; bytes are all there and in order, or none.
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

  /// The same of entries that are known to be right.
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

  /// The entries of a new vocabulary: pieces by their bytes, bytes, conditions by theirs.
  static func inOrder(
    _ sorted: [[UInt8]], _ unit: TextUnit, spellsBytes: Bool,
    conditions: some Sequence<String> = []
  ) -> [Entry] {
    (unit == .byte ? [] : sorted.map(Entry.piece))
      + (unit == .byte || spellsBytes ? allBytes : [])
      + conditions.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map(Entry.condition)
  }

  /// Whether two vocabularies have the same unit and the same tokens.
  public static func == (left: Vocabulary, right: Vocabulary) -> Bool {
    left.unit == right.unit && left.entries == right.entries
  }
}

extension Vocabulary {
  /// Whether a number is the id of a token.
  public func contains(_ token: Token) -> Bool { token >= 0 && Int(token) < count }

  /// Whether there is a token for every byte.
  public var spellsBytes: Bool { firstByte != nil }

  /// The conditions that a document can be under, in the order of their tokens.
  public var conditionNames: [String] {
    entries.compactMap { if case .condition(let name) = $0 { name } else { nil } }
  }

  /// Whether a token is a condition; a number that is no token is none.
  public func isCondition(_ token: Token) -> Bool {
    guard token >= Self.firstPiece, contains(token) else { return false }
    if case .condition = entries[Int(token - Self.firstPiece)] { return true }
    return false
  }

  /// The token of a condition, or nil where it has none.
  public func token(ofCondition name: String) -> Token? { conditions[Array(name.utf8)] }

  /// What a token stands for; nil for the two special ones.
  ///
  /// - Parameter token: A token of this vocabulary; another one traps.
  /// - Returns: The entry.
  public func entry(of token: Token) -> Entry? {
    precondition(contains(token), "token \(token) is not below the vocabulary's size \(count)")
    return token < Self.firstPiece ? nil : entries[Int(token - Self.firstPiece)]
  }

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

  /// The bytes of text that a token stands for; none for the special tokens and conditions.
  ///
  /// - Parameter token: A token of this vocabulary; another one traps.
  /// - Returns: The bytes, which for a byte need not be UTF-8.
  public func bytes(of token: Token) -> [UInt8] {
    switch entry(of: token) {
    case .piece(let piece): piece
    case .byte(let byte): [byte]
    case .condition, nil: []
    }
  }

  /// The token of a byte; the vocabulary has bytes, or this traps.
  @inline(__always)
  func token(forByte byte: UInt8) -> Token {
    guard let firstByte else { preconditionFailure("the vocabulary has no tokens for bytes") }
    return firstByte + Token(byte)
  }

  /// The token of a scalar, or the unknown one.
  @inline(__always)
  func token(forScalar scalar: UInt32) -> Token { max(scalars[scalar], Self.unknown) }

  /// The token of a cluster of two or more scalars, or the unknown one.
  func token(forCluster bytes: [UInt8], _ range: Range<Int>) -> Token {
    clusters.value(bytes, range) ?? Self.unknown
  }
}
