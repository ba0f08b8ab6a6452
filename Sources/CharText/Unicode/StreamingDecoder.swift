/// Decodes tokens one at a time and returns only text that can no longer change.
///
/// The concatenated results equal ``Tokenizer/decode(_:)`` of the same tokens: whole scalars, with
/// U+FFFD for tokens or bytes that represent no text. Only byte tokens are held back, at most three
/// bytes of an incomplete sequence.
public struct StreamingDecoder: Sendable {
  private let vocabulary: Vocabulary
  /// The bytes of an incomplete sequence.
  private var pending: [UInt8] = []

  /// Creates a decoder at the start of a text.
  public init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  /// Takes the next token and returns the newly completed text.
  public mutating func append(_ token: Token) -> String {
    var bytes: [UInt8] = []
    append(token, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Ends the text and returns U+FFFD for an incomplete sequence; a new text may follow.
  public mutating func finish() -> String {
    var bytes: [UInt8] = []
    finish(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func append(_ token: Token, to output: inout [UInt8]) {
    let entry = vocabulary.contains(token) ? vocabulary.entry(of: token) : nil
    guard case .byte(let byte) = entry else {
      finish(to: &output)
      switch entry {
      case .piece(let piece): output.append(contentsOf: piece)
      case nil where token != Vocabulary.documentBoundary:
        output.append(contentsOf: UTF8Sequence.replacementBytes)
      default: break
      }
      return
    }
    pending.append(byte)
    while !pending.isEmpty {
      let next = UTF8Sequence(pending, at: 0, end: pending.count)
      if next.kind == .truncated { return }
      UTF8Sequence.append(next.scalar, to: &output)
      pending.removeFirst(next.length)
    }
  }

  mutating func finish(to output: inout [UInt8]) {
    if !pending.isEmpty { output.append(contentsOf: UTF8Sequence.replacementBytes) }
    pending.removeAll(keepingCapacity: true)
  }
}
