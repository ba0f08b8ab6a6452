internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Metrics

/// Logs and counts responses: their path, status, and the time until they began.
struct AccessLog: RouterMiddleware {
  let factory: PrometheusFactory

  func handle(
    _ request: Request, context: ServerContext,
    next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    let response = try await next(request, context)
    let time = start.duration(to: .now)
    // The pattern of the route, not what a client wrote.
    let path = context.endpointPath ?? "none"
    Counter(
      label: "charlm:http_requests_total",
      dimensions: [("path", path), ("status", "\(response.status.code)")], factory: factory
    ).increment()
    Timer(
      label: "charlm:http_request_seconds", dimensions: [("path", path)], factory: factory
    ).recordNanoseconds(Int64(time / .nanoseconds(1)))
    context.logger.info(
      "request",
      metadata: [
        "method": "\(request.method.rawValue)", "path": "\(request.uri.path.prefix(200))",
        "status": "\(response.status.code)",
        "milliseconds": "\(Int(time / .milliseconds(1)))",
      ])
    return response
  }
}
