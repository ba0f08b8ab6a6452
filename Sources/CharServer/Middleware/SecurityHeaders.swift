internal import HTTPTypes
internal import Hummingbird

/// Adds headers that keep browsers from running, or guessing, what a model has written.
struct SecurityHeaders: RouterMiddleware {
  func handle(
    _ request: Request, context: ServerContext,
    next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    if response.headers[.contentSecurityPolicy] == nil {
      response.headers[.contentSecurityPolicy] = "default-src 'self'"
    }
    response.headers[.xContentTypeOptions] = "nosniff"
    return response
  }
}
