internal import CharIO
internal import CharLM
internal import CharText
internal import Foundation
internal import Hummingbird

// POST /v1/score

extension ModelServer {
  /// Tells how probable a text is, as a whole and character by character.
  @Sendable func score(_ request: Request, _ context: ServerContext) async throws -> Response {
    var request = request
    let fields = try await fields(of: &request)
    let query = try ScoreRequest(fields)
    let (catalog, limits, compute) = (catalog, configuration.limits, compute)
    let counts = metrics(of: query.model)
    let result = try await context.whileConnected(request) {
      try await compute.run { _ in
        let scored = try ScoredText(query, catalog, limits)
        counts.scored(scored.score.tokens.count)
        return scored.json
      }
    }
    return Response(result)
  }
}

/// A request for the score of a text.
struct ScoreRequest: Sendable {
  var model: String
  var text: String
  /// The text before it; nil = it is a whole document.
  var given: String?
  var condition: String?
  /// The number of alternatives of each token.
  var alternatives: Int

  /// Reads a request.
  init(_ fields: RequestFields) throws(APIError) {
    guard let model = try fields.string("model") else { throw fields.missing("model") }
    guard let text = try fields.string("text") else { throw fields.missing("text") }
    (self.model, self.text) = (model, text)
    given = try fields.string("given")
    condition = try fields.string("condition")
    alternatives = try fields.integer("alternatives", in: 0...100) ?? 0
  }
}

/// A text with its score.
struct ScoredText {
  let model: ServedModel
  let score: Score
  private let places: TokenPlaces
  private let surprisals: [TokenSurprisal]
  private let predictions: [TokenPrediction]
  private let hasContext: Bool

  /// Scores a text.
  ///
  /// - Throws: ``APIError``, or `PredictionError`.
  init(_ request: ScoreRequest, _ catalog: ModelCatalog, _ limits: ServerLimits) throws {
    let model = try catalog.model(request.model)
    self.model = model
    let tokenizer = model.model.tokenizer
    guard request.text.utf8.count + (request.given?.utf8.count ?? 0) <= 4 * limits.promptTokens
    else {
      throw APIError.invalid("the text is longer than the server allows", "text")
    }
    if request.condition == nil, !tokenizer.vocabulary.conditionNames.isEmpty {
      throw APIError.invalid(
        "\(model.name) reads texts under conditions; say which one with condition", "condition")
    }
    places = try APIError.naming("text") { try TokenPlaces(request.text, tokenizer) }
    let given = request.given ?? ""
    hasContext = !given.isEmpty
    let predicted = try APIError.naming("given") {
      try model.model.predictedText(
        request.text, given: given, condition: request.condition,
        alternatives: request.alternatives)
    }
    score = predicted.score
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
    if !hasContext, let percentile = model.lines?.percentile(of: score) {
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
