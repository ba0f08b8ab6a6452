internal import CharIO
internal import CharLM
internal import Hummingbird

// POST /v1/score

extension ModelServer {
  /// Tells how probable a text is, as a whole and character by character.
  @Sendable func score(_ request: Request, _ context: ServerContext) async throws -> Response {
    var request = request
    let fields = try await fields(of: &request)
    let query = try ScoreRequest(fields)
    let model = try catalog.model(query.model)
    let (catalog, limits, compute) = (catalog, configuration.limits, compute)
    let counts = metrics(of: model)
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
