internal import CharNetwork
public import CharText
internal import Foundation

/// How surprising a token was to a model, and how uncertain the model was before it.
public struct TokenSurprisal: Sendable, Equatable {
  /// −ln p of the token.
  public var nats: Double
  /// The entropy in nats of the model's prediction of it.
  public var entropy: Double

  init(nats: Double, entropy: Double) { (self.nats, self.entropy) = (nats, entropy) }

  /// Computes the surprisal of a token by the logits of its prediction.
  init(of token: Token, _ logits: ArraySlice<Float>) {
    let top = Double(logits.max() ?? 0)
    var (sum, weighted) = (0.0, 0.0)
    for logit in logits {
      let height = Double(logit) - top
      let term = exp(height)
      sum += term
      // A logit of −∞ has probability 0.
      if term > 0 { weighted += term * height }
    }
    let logSum = log(sum)
    nats = logSum + top - Double(logits[logits.startIndex + Int(token)])
    entropy = logSum - weighted / sum
  }

  static func + (a: Self, b: Self) -> Self {
    Self(nats: a.nats + b.nats, entropy: a.entropy + b.entropy)
  }
}

/// How surprising a document was to a model.
public struct DocumentSurprisal: Sendable, Equatable {
  /// The surprisal of each token, in the order of the text.
  public var tokens: [TokenSurprisal]
  /// The surprisal of the boundary after the document; nil at the end of the text.
  public var end: TokenSurprisal?
}

extension AutoregressiveModel {
  /// Computes the surprisal and the entropy at every token of a text, with the whole document so far as context.
  ///
  /// The sum of all surprisals is `nats` of ``evaluate(_:window:)``: boundaries between documents are predicted,
  /// conditions are not.
  ///
  /// - Parameter text: a text that was encoded by the model's tokenizer.
  /// - Returns: the surprisals of each document.
  /// - Throws: `PredictionError.notFinite`.
  public func surprisals(of text: LocatedText) throws(PredictionError) -> [DocumentSurprisal] {
    let direction = tokenizer.configuration.direction
    var result: [DocumentSurprisal] = []
    for (index, document) in text.documents.enumerated() {
      let hasEnd = index + 1 < text.documents.count
      let tokens = document.reading(direction) + (hasEnd ? [Vocabulary.documentBoundary] : [])
      var values = surprisals(of: tokens)
      if document.condition != nil { values.removeFirst() }
      guard values.allSatisfy(\.nats.isFinite) else { throw .notFinite }
      let end = hasEnd ? values.popLast() : nil
      if direction == .backward { values.reverse() }
      result.append(DocumentSurprisal(tokens: values, end: end))
    }
    return result
  }

  /// Computes the surprisal of every token after the first of one document.
  private func surprisals(of tokens: [Token]) -> [TokenSurprisal] {
    if let model = self as? LanguageModel { return model.surprisals(ofStream: tokens) }
    var state = initialState()
    var logits = [Float](repeating: 0, count: tokenizer.vocabulary.count)
    return zip(tokens, tokens.dropFirst()).map { token, next in
      advance(&state, with: token, logits: &logits)
      return TokenSurprisal(of: next, logits[...])
    }
  }
}

extension LanguageModel {
  /// Steps of a window.
  private static let window = 64

  /// Computes the surprisal of every token after the first, a window at a time.
  fileprivate func surprisals(ofStream tokens: [Token]) -> [TokenSurprisal] {
    let size = tokenizer.vocabulary.count
    var state = initialState()
    var result: [TokenSurprisal] = []
    result.reserveCapacity(max(0, tokens.count - 1))
    while result.count < tokens.count - 1 {
      let first = result.count
      let left = tokens.count - 1 - first
      let steps = left >= Self.window ? Self.window : 1
      let (inputs, targets) = (
        tokens[first..<first + steps], tokens[first + 1..<first + 1 + steps]
      )
      let batch = TokenBatch(
        steps: steps, lanes: 1, inputs: Array(inputs), targets: Array(targets),
        boundary: Vocabulary.documentBoundary)
      let logits = engine.logits(batch, &state)
      for (step, target) in targets.enumerated() {
        result.append(TokenSurprisal(of: target, logits[step * size..<(step + 1) * size]))
      }
    }
    return result
  }
}
