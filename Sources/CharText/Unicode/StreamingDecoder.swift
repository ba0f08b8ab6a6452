/// Turns tokens into text one at a time, giving out only what is certain not to change.
///
/// The pieces that it returns, joined, are what ``Tokenizer/decode(_:)`` makes of the same tokens:
/// whole scalars always, and U+FFFD where a token or its bytes stand for nothing. Only tokens of
/// single bytes hold anything back, at most three bytes of an unfinished sequence.
public struct StreamingDecoder: Sendable {
  private let vocabulary: Vocabulary
  /// The bytes of a sequence that may still become a scalar.
  private var pending: [UInt8] = []

  /// Starts a text.
  public init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  /// Takes the next token and returns the text that is complete now and was not before.
  public mutating func append(_ token: Token) -> String {
    var bytes: [UInt8] = []
    append(token, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Ends the text and returns U+FFFD for an unfinished sequence; a new text may follow.
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
