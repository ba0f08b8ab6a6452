public import CharNetwork
internal import CharText

/// A character with its label.
public struct LabelledCharacter: Sendable, Equatable {
  /// The character.
  public var character: String
  /// Its likeliest label.
  public var label: String
  /// How likely that is, from 0 to 1.
  public var probability: Double
}

extension LabellingModel where N == TaggingNetwork {
  /// Labels the characters of a text, which is read as one sequence.
  ///
  /// - Parameter text: any text.
  /// - Returns: its characters with their labels.
  /// - Throws: `PredictionError.notFinite` if the model's predictions are not finite.
  public func tag(_ text: String) throws(PredictionError) -> [LabelledCharacter] {
    try tag([text])[0]
  }

  /// Labels the characters of texts, each of which is a sequence.
  ///
  /// - Parameter texts: any texts.
  /// - Returns: for each its characters with their labels.
  /// - Throws: `PredictionError.notFinite` if the model's predictions are not finite.
  public func tag(_ texts: [String]) throws(PredictionError) -> [[LabelledCharacter]] {
    try makeLabeller().tag(texts)
  }
}

extension LabellingModel where N == ClassifyingNetwork {
  /// Says how likely each label of a text is.
  ///
  /// - Parameter text: any text.
  /// - Returns: all labels, the likeliest first.
  /// - Throws: `PredictionError.notFinite` if the model's predictions are not finite.
  public func classify(_ text: String) throws(PredictionError) -> [LabelProbability] {
    try classify([text])[0]
  }

  /// Says how likely each label of each text is.
  ///
  /// - Parameter texts: any texts.
  /// - Returns: for each all labels, the likeliest first.
  /// - Throws: `PredictionError.notFinite` if the model's predictions are not finite.
  public func classify(_ texts: [String]) throws(PredictionError) -> [[LabelProbability]] {
    try makeLabeller().classify(texts)
  }
}

/// Labels texts with a model; keeps threads and packed weights from one call to the next.
public final class Labeller<N: LabellingNetwork> {
  private let model: LabellingModel<N>
  private let reader: LabelReader<N>

  /// A labeller.
  ///
  /// - Parameters:
  ///   - model: what labels.
  ///   - threads: threads at most; nil = all processors.
  public init(_ model: LabellingModel<N>, threads: Int? = nil) {
    self.model = model
    reader = model.makeReader(threads: threads)
  }

  /// The likeliest label of a row, and its probability.
  fileprivate func best(_ logits: ArraySlice<Float>) -> LabelProbability {
    let values = logSoftmax(logits)
    let index = values.indices.max { values[$0] < values[$1] } ?? 0
    return LabelProbability(label: model.labels[index], probability: exponential(values[index]))
  }

  /// The logits of texts that are tokens already, one after another.
  fileprivate func logits(_ texts: [[Token]]) throws(PredictionError) -> [[Float]] {
    var tokens: [Token] = []
    let sequences = texts.map { text in
      tokens += text
      return tokens.count - text.count..<tokens.count
    }
    let logits = reader.logits(tokens, sequences)
    for values in logits { try values.checkFinite() }
    return logits
  }
}

extension LabellingModel {
  /// Something that labels many texts faster than one call at a time.
  ///
  /// - Parameter threads: threads at most; nil = all processors.
  /// - Returns: it.
  public func makeLabeller(threads: Int? = nil) -> Labeller<N> { Labeller(self, threads: threads) }
}

extension Labeller where N == TaggingNetwork {
  /// Labels the characters of texts, each of which is a sequence.
  ///
  /// - Parameter texts: any texts.
  /// - Returns: for each its characters with their labels.
  /// - Throws: `PredictionError.notFinite` if the model's predictions are not finite.
  public func tag(_ texts: [String]) throws(PredictionError) -> [[LabelledCharacter]] {
    let pieces = texts.map { model.tokenizer.characterTokens(of: $0) }
    let width = model.labels.count
    return zip(pieces, try logits(pieces.map(\.tokens))).map { piece, logits in
      zip(piece.characters, piece.ends).map { character, end in
        let best = best(logits[end * width..<(end + 1) * width])
        return LabelledCharacter(
          character: character, label: best.label, probability: best.probability)
      }
    }
  }
}

extension Labeller where N == ClassifyingNetwork {
  /// Says how likely each label of each text is.
  ///
  /// - Parameter texts: any texts.
  /// - Returns: for each all labels, the likeliest first.
  /// - Throws: `PredictionError.notFinite` if the model's predictions are not finite.
  public func classify(_ texts: [String]) throws(PredictionError) -> [[LabelProbability]] {
    let tokens = texts.map { [Vocabulary.documentBoundary] + model.tokenizer.tokens(of: $0) }
    return try logits(tokens).map { logits in
      let values = logSoftmax(logits[...])
      // The sort is stable: of equals, the label that comes first.
      return values.indices.sorted { values[$0] > values[$1] }.map {
        LabelProbability(label: model.labels[$0], probability: exponential(values[$0]))
      }
    }
  }
}
