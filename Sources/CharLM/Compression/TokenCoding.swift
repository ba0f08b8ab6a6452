internal import CharNumerics
internal import CharText
internal import Foundation

/// Codes the pieces of a text by the predictions of a model.
struct TokenCoding<Model: AutoregressiveModel> {
  private let model: Model
  private var state: Model.State
  private var logits: [Float]
  private var terms: [Float]
  private var table: FrequencyTable
  /// The tokens that pieces can have.
  private let canOccur: [Bool]
  /// Frequencies of tokens and of bytes without one; nil if every byte has a token.
  private var kinds: FrequencyTable?
  /// Frequencies of the lengths and of the values of bytes without a token.
  private var lengths = FrequencyTable(count: 256, frequency: 1)
  private var values = FrequencyTable(count: 256, frequency: 1)
  /// The size of everything so far by its probabilities, in bits.
  private(set) var bits = 0.0

  /// The scale of frequencies: the most probable token has about this one. Every token has at least 1.
  private static var scale: Float { 0x1p28 }
  private static var limit: UInt64 { 1 << 24 }

  init(_ model: Model) throws {
    self.model = model
    let tokenizer = model.tokenizer
    let vocabulary = tokenizer.vocabulary
    guard tokenizer.configuration.direction == .forward else { throw CompressionError.backward }
    logits = [Float](repeating: 0, count: vocabulary.count)
    terms = logits
    table = FrequencyTable(count: vocabulary.count, frequency: 0)
    canOccur = (0..<Token(vocabulary.count)).map {
      $0 == tokenizer.lineToken || !vocabulary.bytes(of: $0).isEmpty
    }
    if !vocabulary.spellsBytes {
      kinds = FrequencyTable(count: 2, frequency: 1)
      kinds?.increment(0, by: 64, limit: Self.limit)
    }
    // A piece has at least one byte.
    lengths.fill { $0 == 0 ? 0 : 1 }
    state = model.initialState()
    try read(Vocabulary.documentBoundary)
  }

  /// Codes a piece.
  ///
  /// - Parameters:
  ///   - piece: the piece; ignored by a decoder.
  ///   - coder: the coder.
  /// - Returns: the bytes of the piece.
  /// - Throws: `PredictionError.notFinite`.
  mutating func code(
    _ piece: TextPieces.Piece, _ coder: inout some EntropyCoder
  ) throws -> [UInt8] {
    var token = 0
    var bytes: [UInt8] = []
    var kind = 0
    switch piece {
    case .token(let given): token = Int(given)
    case .bytes(let given): (bytes, kind) = (given, 1)
    }
    if let kinds {
      kind = coder.code(kind, kinds)
      count(kind, kinds)
      self.kinds?.increment(kind, by: 64, limit: Self.limit)
    }
    guard kind == 0 else {
      let bytes = code(bytes, &coder)
      try read(Vocabulary.unknown)
      return bytes
    }
    // A vocabulary without text codes all bytes one by one.
    guard table.total > 0 else { throw CompressionError.wrongChecksum }
    token = coder.code(token, table)
    count(token, table)
    try read(Token(token))
    return model.tokenizer.pieceBytes(of: Token(token))
  }

  private mutating func code(_ bytes: [UInt8], _ coder: inout some EntropyCoder) -> [UInt8] {
    let length = coder.code(bytes.count, lengths)
    count(length, lengths)
    lengths.increment(length, by: 32, limit: 1 << 16)
    return (0..<length).map { index in
      let value = coder.code(index < bytes.count ? Int(bytes[index]) : 0, values)
      count(value, values)
      values.increment(value, by: 1, limit: 1 << 16)
      return UInt8(value)
    }
  }

  private mutating func count(_ symbol: Int, _ table: FrequencyTable) {
    bits += log2(Double(table.total) / Double(table.counts[symbol]))
  }

  /// Reads a token and makes frequencies of what the model predicts after it.
  private mutating func read(_ token: Token) throws {
    model.read([token], &state, logits: &logits)
    guard Softmax.terms(logits, temperature: 1, into: &terms).isFinite else {
      throw PredictionError.notFinite
    }
    let (terms, canOccur) = (terms, canOccur)
    table.fill { canOccur[$0] ? UInt64(terms[$0] * Self.scale) + 1 : 0 }
  }
}
