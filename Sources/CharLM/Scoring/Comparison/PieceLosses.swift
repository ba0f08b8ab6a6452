public import CharText
internal import Foundation

/// The loss of a model on a document, or on another part of a text.
public struct PieceLoss: Sendable, Equatable {
  /// The number of predicted tokens, with the boundary after a document.
  public var tokens = 0
  /// The number of Unicode scalars and of bytes of the part as the model reads it; unknown tokens have none.
  public var (characters, bytes) = (0, 0)
  /// The number of unknown tokens.
  public var unknownTokens = 0
  /// −Σ ln p over the tokens.
  public var nats = 0.0
}

/// The losses of a model on the documents of a text, and on its lines.
public struct PieceLosses: Sendable, Equatable {
  /// The documents, in order.
  public internal(set) var documents: [PieceLoss] = []
  /// The lines, in order, with the blank lines after each; a document ends a line too.
  public internal(set) var lines: [PieceLoss] = []

  /// −Σ ln p over all tokens.
  public var nats: Double { documents.reduce(0) { $0 + $1.nats } }
}

extension AutoregressiveModel {
  /// Measures the model on each document and each line of a text. The losses add up to `nats` of
  /// ``evaluate(_:window:)``.
  ///
  /// - Parameter corpus: a text that was encoded by the model's tokenizer.
  /// - Returns: the losses.
  /// - Throws: `PredictionError.notFinite`.
  public func pieceLosses(of corpus: EncodedCorpus) throws(PredictionError) -> PieceLosses {
    let (vocabulary, direction) = (tokenizer.vocabulary, tokenizer.configuration.direction)
    var tokens = corpus.tokens
    direction.order(&tokens, of: vocabulary)
    var values = logProbabilities(tokens[...])
    try values.checkFinite()
    if direction == .backward {
      // Back into the order of the text, each value with its token.
      var (start, index) = (1, 1)
      while index <= tokens.count {
        if index == tokens.count || tokens[index] == Vocabulary.documentBoundary {
          if start < index, vocabulary.isCondition(tokens[start]) { start += 1 }
          tokens[start..<index].reverse()
          values[start - 1..<index - 1].reverse()
          start = index + 1
        }
        index += 1
      }
    }
    return PieceLosses(Array(tokens.dropFirst()), values, vocabulary)
  }
}

extension PieceLosses {
  /// Adds up the losses of a text in its order.
  ///
  /// - Parameters:
  ///   - tokens: all tokens but the first.
  ///   - values: ln p of each of them.
  ///   - vocabulary: the vocabulary.
  fileprivate init(_ tokens: [Token], _ values: [Double], _ vocabulary: Vocabulary) {
    self.init()
    var (document, line) = (PieceLoss(), PieceLoss())
    // True after the line end of a line; blank lines still belong to it.
    var isEnded = false
    for (token, value) in zip(tokens, values) where !vocabulary.isCondition(token) {
      let bytes = vocabulary.bytes(of: token)
      let isBoundary = token == Vocabulary.documentBoundary
      let isLineEnd = bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r")
      if isEnded, !isLineEnd, !isBoundary {
        lines.append(line)
        (line, isEnded) = (PieceLoss(), false)
      }
      document.add(token, bytes, nats: -value)
      line.add(token, bytes, nats: -value)
      if isBoundary {
        documents.append(document)
        lines.append(line)
        (document, line, isEnded) = (PieceLoss(), PieceLoss(), false)
      } else if isLineEnd {
        isEnded = true
      }
    }
    documents.append(document)
    if line.tokens > 0 { lines.append(line) }
  }
}

extension PieceLoss {
  fileprivate mutating func add(_ token: Token, _ bytes: [UInt8], nats: Double) {
    tokens += 1
    self.bytes += bytes.count
    characters += bytes.count { $0 & 0xC0 != 0x80 }
    if token == Vocabulary.unknown { unknownTokens += 1 }
    self.nats += nats
  }
}

extension PieceLoss {
  /// −Σ log₂ p over the tokens.
  public var bits: Double { nats / log(2) }
  /// Nats per token; nil without tokens.
  public var natsPerToken: Double? { tokens == 0 ? nil : nats / Double(tokens) }
  /// Bits per Unicode scalar; nil without any.
  public var bitsPerCharacter: Double? { characters == 0 ? nil : bits / Double(characters) }
}
