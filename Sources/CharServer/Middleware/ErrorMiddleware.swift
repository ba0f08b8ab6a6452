internal import HTTPTypes
internal import Hummingbird

/// Makes responses of errors; those to `HEAD` have no body.
struct ErrorMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: ServerContext,
    next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let response = try await answer(request, context, next)
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func answer(
    _ request: Request, _ context: ServerContext,
    _ next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    do { return try await next(request, context) } catch let error as HTTPError {
      return Self.error(error, request).response
    } catch let error as ConnectionError {
      // The connection answers what is not HTTP.
      throw error.reason
    } catch is CancellationError {
      // Nobody reads this.
      return Response(status: HTTPResponse.Status(code: 499, reasonPhrase: "Client Closed Request"))
    } catch let error as any HTTPResponseError {
      return APIError(
        status: error.status, kind: .invalidRequest, message: error.status.reasonPhrase
      ).response
    } catch { return APIError(error).response }
  }

  private static func error(_ error: HTTPError, _ request: Request) -> APIError {
    let message =
      switch error.status {
      case .notFound: "there is no \(request.method.rawValue) \(request.uri.path)"
      case .contentTooLarge: "the body is larger than the server allows"
      default: error.body ?? error.status.reasonPhrase
      }
    return APIError(status: error.status, kind: .invalidRequest, message: message)
  }
}
