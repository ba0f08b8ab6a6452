internal import CharIO
internal import CharLM
internal import CharText
internal import Foundation

/// A text with its score.
struct ScoredText {
  let model: ServedModel
  let score: Score
  private let places: TokenPlaces
  private let surprisals: [TokenSurprisal]
  private let predictions: [TokenPrediction]
  /// True if it is a whole text under the model alone, of which lines are known.
  private let hasPercentile: Bool

  /// Scores a text.
  ///
  /// - Parameters:
  ///   - request: the request.
  ///   - catalog: the models.
  ///   - limits: the limits of the server.
  /// - Throws: ``APIError``, or `PredictionError`.
  init(_ request: ScoreRequest, _ catalog: ModelCatalog, _ limits: ServerLimits) throws {
    model = try catalog.model(request.model)
    let predictor = try catalog.predictor(request.model, mixedWith: request.mix)
    let tokenizer = predictor.tokenizer
    guard request.text.utf8.count + (request.given?.utf8.count ?? 0) <= 4 * limits.promptTokens
    else {
      throw APIError.invalid("the text is longer than the server allows", "text")
    }
    if request.condition == nil, !tokenizer.vocabulary.conditionNames.isEmpty {
      throw APIError.invalid(
        "\(model.name) reads texts under conditions; say which one with condition", "condition")
    }
    let places = try APIError.naming("text") { try TokenPlaces(request.text, tokenizer) }
    let given = request.given ?? ""
    hasPercentile = given.isEmpty && request.mix.isEmpty
    let predicted = try APIError.naming("given") {
      try predictor.predictedText(
        request.text, given: given, condition: request.condition,
        alternatives: request.alternatives)
    }
    score = predicted.score
    // After a context, the start of a text can be read in another way.
    self.places =
      places.tokens == score.tokens ? places : TokenPlaces(score.tokens, tokenizer)
    predictions = predicted.tokens
    surprisals = predicted.surprisals
  }

  /// The response.
  var json: JSON {
    var members: [(String, JSON)] = [
      ("model", .string(model.name)), ("log_probability", .finite(score.logProbability)),
      ("nats_per_token", .optional(score.natsPerToken)),
      ("perplexity", .optional(score.perplexity)),
      ("bits_per_character", .optional(score.bitsPerCharacter)),
      ("unknown_tokens", .integer(score.unknownTokens)),
    ]
    if hasPercentile, let percentile = model.lines?.percentile(of: score) {
      members.append(("percentile", .number(percentile)))
    }
    members.append(("tokens", .array(score.tokens.indices.map(token))))
    return .object(members)
  }

  private func token(_ index: Int) -> JSON {
    let vocabulary = model.model.tokenizer.vocabulary
    let alternatives = predictions[index].alternatives.map { other in
      JSON.object([
        ("text", .string(vocabulary.name(of: other.token))),
        ("probability", .number(exp(other.logProbability))),
      ])
    }
    return .object([
      ("text", .string(vocabulary.name(of: score.tokens[index]))),
      ("offset", .integer(places.offsets[index])),
      ("surprisal", .number(surprisals[index].nats / log(2))),
      ("entropy", .number(surprisals[index].entropy / log(2))),
      ("alternatives", .array(alternatives)),
    ])
  }
}
