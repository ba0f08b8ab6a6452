internal import CharNetwork
internal import CharNumerics
public import CharText

/// A token that came, or was drawn, and what the model expected instead of it.
public struct TokenPrediction: Sendable, Equatable {
  /// A token and its probability.
  public struct Alternative: Sendable, Equatable {
    /// The token.
    public var token: Token
    /// ln of its probability in nats.
    public var logProbability: Double
  }

  /// The token.
  public var token: Token
  /// ln of its probability in nats.
  public var logProbability: Double
  /// The likeliest tokens, the likeliest first.
  public var alternatives: [Alternative]

  /// Makes a prediction of a model's logits.
  ///
  /// - Parameters:
  ///   - token: the token that came.
  ///   - logProbability: ln of its probability in nats.
  ///   - logits: one logit for each token of the vocabulary.
  ///   - count: the number of alternatives, at most.
  init(
    of token: Token, logProbability: Double, _ logits: ArraySlice<Float>, alternatives count: Int
  ) {
    self.token = token
    self.logProbability = logProbability
    let first = logits.startIndex
    // The same sum as that of the token, whose number among the alternatives is so the same.
    let logSum = Double(logits[first + Int(token)]) - logProbability
    alternatives = Self.largest(count, logits).map { index in
      let other = Token(index - first)
      return Alternative(
        token: other,
        logProbability: other == token ? logProbability : Double(logits[index]) - logSum)
    }
    alternatives.removeAll { $0.logProbability == -.infinity }
  }

  /// The indices of the largest logits, the largest first; of equal ones the first.
  private static func largest(_ count: Int, _ logits: ArraySlice<Float>) -> [Int] {
    guard count > 0 else { return [] }
    var found: [Int] = []
    found.reserveCapacity(count + 1)
    for index in logits.indices {
      let logit = logits[index]
      if found.count == count, let last = found.last, logits[last] >= logit { continue }
      let place = found.firstIndex { logits[$0] < logit } ?? found.count
      found.insert(index, at: place)
      if found.count > count { found.removeLast() }
    }
    return found
  }
}

/// The result of reading a text: the predictions of its tokens, and the logits of the token after it.
package struct PredictedText: Sendable {
  /// The prediction of each token after the first.
  package var tokens: [TokenPrediction]
  /// V logits of the token after the last.
  package var next: [Float]
}

extension AutoregressiveModel {
  /// Predicts every token of some texts; a network reads them side by side on several threads.
  ///
  /// - Parameters:
  ///   - texts: tokens of the vocabulary, at least one in each text; each is read from the initial state.
  ///   - count: the number of alternatives of each token, at most.
  /// - Returns: for each text the predictions of its tokens after the first, whose log-probabilities are those of
  ///   ``logProbabilities(_:spans:)``, and the logits after its last.
  /// - Throws: `PredictionError.notFinite`.
  package func predictions(
    ofTexts texts: [[Token]], alternatives count: Int
  ) throws(PredictionError) -> [PredictedText] {
    // After the last token any token can stand: only its logits are kept.
    let rows = mapPredictions(ofTexts: texts.map { $0 + [Vocabulary.documentBoundary] }) {
      logits, token, logProbability in
      TokenPrediction(of: token, logProbability: logProbability, logits, alternatives: count)
    }
    var result: [PredictedText] = []
    for row in rows {
      guard row.values.dropLast().allSatisfy(\.logProbability.isFinite) else { throw .notFinite }
      result.append(PredictedText(tokens: row.values.dropLast(), next: row.last))
    }
    return result
  }

  /// Calls `value` with the logits before every token of some texts but the first, the token, and ln of its probability;
  /// returns its values, and the logits after the last token.
  private func mapPredictions<Value: Sendable>(
    ofTexts texts: [[Token]],
    _ value: @escaping @Sendable (ArraySlice<Float>, Token, Double) -> Value
  ) -> [(values: [Value], last: [Float])] {
    if let model = self as? LanguageModel {
      // Logits are kept where a boundary comes, as it does at the end of each text.
      let values = model.engine.mapPredictions(ofTexts: texts) { logits, token, logProbability in
        (
          value(logits, token, logProbability),
          token == Vocabulary.documentBoundary ? Array(logits) : []
        )
      }
      return values.map { row in (row.map(\.0), row.last?.1 ?? []) }
    }
    return texts.map { text in
      var state = initialState()
      var logits = [Float](repeating: 0, count: tokenizer.vocabulary.count)
      let values = zip(text, text.dropFirst()).map { token, next in
        advance(&state, with: token, logits: &logits)
        return value(
          logits[...], next, Softmax.logProbability(of: Int(next), logits))
      }
      return (values, logits)
    }
  }
}

extension AutoregressiveModel {
  /// Scores a text as ``score(_:given:condition:countsEnd:)`` does, with what the model expected in its places.
  ///
  /// - Parameters:
  ///   - text: any text.
  ///   - given: the text before it, or after it if the model reads backward.
  ///   - condition: the condition of the document.
  ///   - count: the number of alternatives of each token, at most.
  /// - Returns: the score, and for each of its tokens the prediction and the surprisal.
  /// - Throws: the errors of scoring.
  package func predictedText(
    _ text: String, given: String = "", condition: String? = nil, alternatives count: Int
  ) throws -> (score: Score, tokens: [TokenPrediction], surprisals: [TokenSurprisal]) {
    let context = try context(given, condition)
    let document = try document(Array(text.utf8), after: context, countsEnd: false)
    let rows = mapPredictions(ofTexts: [document]) { logits, token, logProbability in
      (
        TokenPrediction(of: token, logProbability: logProbability, logits, alternatives: count),
        TokenSurprisal(of: token, logits)
      )
    }
    var values = Array(rows[0].values.dropFirst(context.count - 1))
    guard values.allSatisfy(\.0.logProbability.isFinite) else { throw PredictionError.notFinite }
    if tokenizer.configuration.direction == .backward { values.reverse() }
    let score = Score(
      text: Array(text.utf8), tokens: values.map(\.0.token),
      tokenLogProbabilities: values.map(\.0.logProbability))
    return (score, values.map(\.0), values.map(\.1))
  }
}
