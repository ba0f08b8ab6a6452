internal import CharText

/// Cuts any bytes into pieces that a model has tokens for, and others.
///
/// Bytes are taken as they are, without normalization: pieces put together give the bytes again.
struct TextPieces {
  /// A token, or up to 255 bytes that no token of the vocabulary stands for.
  enum Piece: Equatable {
    case token(Token)
    case bytes([UInt8])
  }

  private let vocabulary: Vocabulary
  private let lineToken: Token?
  /// The token of the byte 0; nil without tokens of bytes.
  private let firstByte: Token?
  private let read: (Int) throws -> [UInt8]
  private var rest: [UInt8] = []
  private var pieces: [Piece] = []
  private var position = 0
  private var isAtEnd = false

  private static let part = 1 << 16
  /// A longer cluster at the end of a part is cut there.
  private static let longestCluster = 1 << 12

  /// Creates pieces of a text.
  ///
  /// - Parameters:
  ///   - tokenizer: the tokenizer of the model.
  ///   - read: returns up to so many bytes of the text; none at the end.
  init(_ tokenizer: Tokenizer, _ read: @escaping (Int) throws -> [UInt8]) {
    vocabulary = tokenizer.vocabulary
    lineToken = tokenizer.lineToken
    firstByte = vocabulary.firstByte
    self.read = read
  }

  /// Returns the next piece; nil at the end.
  mutating func next() throws -> Piece? {
    while position == pieces.count {
      if isAtEnd { return nil }
      try refill()
    }
    position += 1
    return pieces[position - 1]
  }

  private mutating func refill() throws {
    pieces.removeAll(keepingCapacity: true)
    position = 0
    let more = try read(Self.part)
    isAtEnd = more.isEmpty
    let bytes = rest + more
    rest = []
    if vocabulary.unit == .byte {
      for byte in bytes { append(bytes: [byte]) }
      return
    }
    var index = 0
    var start = 0
    while index < bytes.count {
      let next = UTF8Sequence(bytes, at: index, end: bytes.count)
      if next.kind == .scalar {
        index += next.length
        continue
      }
      append(scalars: Array(bytes[start..<index]))
      if next.kind == .truncated && !isAtEnd {
        rest = Array(bytes[index...])
        return
      }
      append(bytes: Array(bytes[index..<index + next.length]))
      index += next.length
      start = index
    }
    append(scalars: Array(bytes[start...]), mayGoOn: !isAtEnd)
  }

  /// Appends the pieces of well-formed text.
  private mutating func append(scalars bytes: [UInt8], mayGoOn: Bool = false) {
    guard vocabulary.unit == .grapheme else { return appendScalars(bytes) }
    var clusters = String(decoding: bytes, as: UTF8.self)[...]
    if mayGoOn, let last = clusters.last.map({ Array(String($0).utf8) }),
      last.count < Self.longestCluster
    {
      clusters.removeLast()
      rest = last
    }
    for cluster in clusters {
      let bytes = Array(String(cluster).utf8)
      if let token = token(of: bytes) {
        pieces.append(.token(token))
      } else {
        appendScalars(bytes)
      }
    }
  }

  private mutating func appendScalars(_ bytes: [UInt8]) {
    var index = 0
    while index < bytes.count {
      let next = UTF8Sequence(bytes, at: index, end: bytes.count)
      let scalar = Array(bytes[index..<index + next.length])
      if let token = token(of: scalar) {
        pieces.append(.token(token))
      } else {
        append(bytes: scalar)
      }
      index += next.length
    }
  }

  private func token(of piece: [UInt8]) -> Token? {
    vocabulary.token(forBytes: piece) ?? (piece == Tokenizer.lineEnd ? lineToken : nil)
  }

  private mutating func append(bytes: [UInt8]) {
    if let firstByte {
      for byte in bytes { pieces.append(.token(firstByte + Token(byte))) }
    } else {
      pieces.append(.bytes(bytes))
    }
  }
}

extension Tokenizer {
  static let lineEnd: [UInt8] = [0x0A]

  /// The document boundary where it stands for a line end: in a model whose documents are lines and that has
  /// no token for a line end.
  var lineToken: Token? {
    configuration.boundary == .line && vocabulary.token(forBytes: Self.lineEnd) == nil
      ? Vocabulary.documentBoundary : nil
  }

  /// The bytes of a token of ``TextPieces``.
  func pieceBytes(of token: Token) -> [UInt8] {
    token == Vocabulary.documentBoundary ? Self.lineEnd : vocabulary.bytes(of: token)
  }
}
