internal import CharNumerics
public import CharText
internal import Foundation

extension AutoregressiveModel {
  /// Finds the most surprising places of a text, with what the model expected there and the small changes at the
  /// place, or up to two characters before it, that make the text most probable.
  ///
  /// A change is measured by the probability of the characters that it touches and of the next ones; it is kept if
  /// these become at least eight times as probable.
  ///
  /// - Parameters:
  ///   - text: a text that was encoded by the model's tokenizer.
  ///   - surprisals: its surprisals.
  ///   - count: the number of places at most. They are some characters apart.
  /// - Returns: the places, the most surprising first.
  /// - Throws: `PredictionError.notFinite`.
  public func oddPlaces(
    of text: LocatedText, _ surprisals: [DocumentSurprisal], count: Int
  ) throws(PredictionError) -> [OddPlace] {
    var places = OddPlace.most(surprisals, count: count)
    let direction = tokenizer.configuration.direction
    for (index, document) in text.documents.enumerated() {
      let chosen = places.indices.filter { places[$0].document == index }
      guard !chosen.isEmpty else { continue }
      let size = document.tokens.count
      func readingIndex(_ token: Int) -> Int { direction == .forward ? token : size - 1 - token }
      var reader = OddPlaceReader(self, document)
      for place in chosen.sorted(by: {
        readingIndex(places[$0].token) < readingIndex(places[$1].token)
      }) {
        let found = try reader.examine(readingIndex(places[place].token))
        places[place].alternatives = found.alternatives
        places[place].repairs = found.repairs.map { $0.inTextOrder(direction, size) }
      }
    }
    return places
  }
}

extension OddPlace {
  /// The minimum number of tokens between two places.
  private static let distance = 8

  /// Returns the most surprising places that are apart from each other.
  fileprivate static func most(_ surprisals: [DocumentSurprisal], count: Int) -> [OddPlace] {
    let all = surprisals.enumerated().flatMap { index, document in
      document.tokens.enumerated().map {
        OddPlace(document: index, token: $0.offset, nats: $0.element.nats)
      }
    }
    var chosen: [OddPlace] = []
    for place in all.sorted(by: { $0.nats > $1.nats }) {
      guard chosen.count < count else { break }
      let isNear = chosen.contains {
        $0.document == place.document && abs($0.token - place.token) < distance
      }
      if !isNear { chosen.append(place) }
    }
    return chosen
  }
}

extension Repair {
  /// Returns a repair whose range and tokens are in the order of reading in that of the text.
  fileprivate func inTextOrder(_ direction: ReadingDirection, _ size: Int) -> Repair {
    guard direction == .backward else { return self }
    return Repair(
      kind: kind, range: size - range.upperBound..<size - range.lowerBound,
      tokens: tokens.reversed(), gain: gain)
  }
}

/// Reads a document once and examines places on the way.
private struct OddPlaceReader<Model: AutoregressiveModel> {
  /// The number of alternatives.
  private static var alternatives: Int { 5 }
  /// The number of tokens that are tried in a place.
  private static var tried: Int { 6 }
  /// The number of tokens before the place that are changed too: the model is often surprised only after a slip.
  private static var before: Int { 2 }
  /// The number of tokens after the place that measure a change.
  private static var after: Int { 16 }
  /// The number of repairs that are kept.
  private static var kept: Int { 3 }
  /// The minimum gain of a repair in nats.
  private static var minimumGain: Double { log(8) }

  private let model: Model
  /// The document in the order of reading, without what comes before its first token.
  private let tokens: [Token]
  private var state: Model.State
  private var logits: [Float]
  /// The number of tokens that have been read.
  private var position = 0

  init(_ model: Model, _ document: LocatedText.Document) {
    self.model = model
    let all = document.reading(model.tokenizer.configuration.direction)
    let start = all.count - document.tokens.count
    tokens = Array(all[start...])
    state = model.initialState()
    logits = [Float](repeating: 0, count: model.tokenizer.vocabulary.count)
    model.read(all[..<start], &state, logits: &logits)
  }

  /// Examines a place, which is after the last one.
  mutating func examine(
    _ place: Int
  ) throws(PredictionError) -> (alternatives: [OddPlace.Alternative], repairs: [Repair]) {
    let start = max(0, place - Self.before)
    if position < start {
      model.read(tokens[position..<start], &state, logits: &logits)
      position = start
    }
    // Predictions of the tokens before the place, and of the one in the place.
    var predictions = [logits]
    var (next, row) = (state, logits)
    for token in tokens[start..<place] {
      model.advance(&next, with: token, logits: &row)
      predictions.append(row)
    }
    let repairs = changes(start, predictions)
    let end = min(tokens.count, place + 1 + Self.after)
    let texts = [Array(tokens[start..<end])] + repairs.map { $0.apply(tokens, start..<end) }
    let values = try AlignedTexts(
      texts, after: TextStart(model: model, state: state, logits: logits)
    ).logProbabilities
    let measured = zip(repairs, values.dropFirst()).map { change, value in
      Repair(
        kind: change.kind, range: change.range, tokens: change.tokens, gain: value - values[0])
    }
    let best = measured.filter { $0.gain >= Self.minimumGain }.sorted { $0.gain > $1.gain }
    let last = predictions[predictions.count - 1]
    let probabilities = Softmax.logProbabilities(last[...])
    let alternatives = likeliest(last, Self.alternatives).map {
      OddPlace.Alternative(token: $0, probability: exp(probabilities[Int($0)]))
    }
    return (alternatives, Array(best.prefix(Self.kept)))
  }

  /// Returns the changes of each of the tokens from a start that there is a prediction for.
  private func changes(_ start: Int, _ predictions: [[Float]]) -> [Repair] {
    var result: [Repair] = []
    for (offset, prediction) in predictions.enumerated() {
      let place = start + offset
      let likely = likeliest(prediction, Self.tried).filter { isCharacter($0) }
      for token in likely {
        result.append(Repair(kind: .insert, range: place..<place, tokens: [token], gain: 0))
      }
      guard isCharacter(tokens[place]) else { continue }
      for token in likely where token != tokens[place] {
        result.append(Repair(kind: .replace, range: place..<place + 1, tokens: [token], gain: 0))
      }
      result.append(Repair(kind: .delete, range: place..<place + 1, tokens: [], gain: 0))
      guard place + 1 < tokens.count, isCharacter(tokens[place + 1]),
        tokens[place] != tokens[place + 1]
      else { continue }
      result.append(
        Repair(
          kind: .swap, range: place..<place + 2, tokens: [tokens[place + 1], tokens[place]], gain: 0
        ))
    }
    return result
  }

  /// True if a token is a whole character or unknown, not a byte of one.
  private func isCharacter(_ token: Token) -> Bool {
    token == Vocabulary.unknown
      || String(validating: model.tokenizer.vocabulary.bytes(of: token), as: UTF8.self) != nil
  }

  /// Returns the likeliest tokens that are text.
  private func likeliest(_ logits: [Float], _ count: Int) -> [Token] {
    let vocabulary = model.tokenizer.vocabulary
    return logits.indices.dropFirst(Int(Vocabulary.firstPiece))
      .filter { !vocabulary.isCondition(Token($0)) }
      .sorted { logits[$0] > logits[$1] }.prefix(count).map { Token($0) }
  }
}

extension Repair {
  /// Returns a part of the tokens with the change.
  fileprivate func apply(_ all: [Token], _ part: Range<Int>) -> [Token] {
    Array(all[part.lowerBound..<range.lowerBound]) + tokens
      + Array(all[min(range.upperBound, part.upperBound)..<part.upperBound])
  }
}
