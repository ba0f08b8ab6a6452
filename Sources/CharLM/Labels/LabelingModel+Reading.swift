internal import CharNetwork
internal import CharNumerics
package import CharText
internal import Foundation

/// A character with its label.
public struct LabeledCharacter: Sendable, Equatable {
  /// The character.
  public var character: String
  /// Its likeliest label.
  public var label: String
  /// The label's probability, from 0 to 1.
  public var probability: Double
}

extension LabelingModel where Kind == TokenLabels {
  /// Labels the characters of a text, which is read as one sequence.
  ///
  /// - Parameter text: any text.
  /// - Returns: its characters with their labels.
  /// - Throws: `PredictionError.notFinite` if the model's predictions are not finite.
  public func tag(_ text: String) throws(PredictionError) -> [LabeledCharacter] {
    try tag([text])[0]
  }

  /// Labels the characters of texts, each of which is a sequence.
  ///
  /// - Parameter texts: any texts.
  /// - Returns: for each its characters with their labels.
  /// - Throws: `PredictionError.notFinite` if the model's predictions are not finite.
  public func tag(_ texts: [String]) throws(PredictionError) -> [[LabeledCharacter]] {
    try tag(texts.map { tokenizer.characterTokens(of: $0) })
  }

  /// Labels the characters of texts that are tokens already.
  package func tag(_ pieces: [CharacterTokens]) throws(PredictionError) -> [[LabeledCharacter]] {
    let width = labels.count
    return zip(pieces, try logits(pieces.map(\.tokens))).map { piece, logits in
      zip(piece.characters, piece.ends).map { character, end in
        let best = best(logits[end * width..<(end + 1) * width])
        return LabeledCharacter(
          character: character, label: best.label, probability: best.probability)
      }
    }
  }
}

extension LabelingModel where Kind == TextLabels {
  /// Computes the probability of each label of a text.
  ///
  /// - Parameter text: any text.
  /// - Returns: all labels, the likeliest first.
  /// - Throws: `PredictionError.notFinite` if the model's predictions are not finite.
  public func classify(_ text: String) throws(PredictionError) -> [LabelProbability] {
    try classify([text])[0]
  }

  /// Computes the probability of each label of each text.
  ///
  /// - Parameter texts: any texts.
  /// - Returns: for each all labels, the likeliest first.
  /// - Throws: `PredictionError.notFinite` if the model's predictions are not finite.
  public func classify(_ texts: [String]) throws(PredictionError) -> [[LabelProbability]] {
    try classify(texts.map { tokenizer.tokens(of: $0) })
  }

  /// Computes the probability of each label of texts that are tokens already.
  package func classify(_ texts: [[Token]]) throws(PredictionError) -> [[LabelProbability]] {
    try logits(texts.map { [Vocabulary.documentBoundary] + $0 }).map { logits in
      let values = Softmax.logProbabilities(logits[...])
      // The sort is stable: of equals, the label that comes first.
      return values.indices.sorted { values[$0] > values[$1] }.map {
        LabelProbability(label: labels[$0], probability: exp(values[$0]))
      }
    }
  }
}

extension LabelingModel {
  /// The likeliest label of a row, and its probability.
  fileprivate func best(_ logits: ArraySlice<Float>) -> LabelProbability {
    let values = Softmax.logProbabilities(logits)
    let index = values.indices.max { values[$0] < values[$1] } ?? 0
    return LabelProbability(label: labels[index], probability: exp(values[index]))
  }

  /// The logits of texts that are tokens already, one after another.
  fileprivate func logits(_ texts: [[Token]]) throws(PredictionError) -> [[Float]] {
    var tokens: [Token] = []
    let sequences = texts.map { text in
      tokens += text
      return tokens.count - text.count..<tokens.count
    }
    let logits = engine.logits(tokens, sequences)
    for values in logits { try values.checkFinite() }
    return logits
  }
}
