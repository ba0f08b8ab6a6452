internal import CharForms
internal import CharIO
internal import HTTPTypes
public import Hummingbird
internal import NIOCore

extension ModelServer {
  /// The routes of the server.
  ///
  /// - Returns: a router that answers each of them.
  public func routes() -> Router<ServerContext> {
    let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: AccessLog(factory: factory))
    router.add(middleware: SecurityHeaders())
    router.add(middleware: ErrorMiddleware())
    // These need no key.
    for path in ["health", "v1/health"] {
      router.get(RouterPath(path)) { _, _ in Response(.object([("status", "ok")])) }
    }
    router.get("openapi.yaml") { _, _ in
      Response(
        text: String(decoding: PackageResources.openapi_yaml, as: UTF8.self),
        type: "application/yaml")
    }
    Page().addRoutes(to: router)
    let guarded = router.group().add(middleware: KeyMiddleware(configuration.keys))
    for path in ["v1/models", "models"] {
      guarded.get(RouterPath(path)) { [catalog] _, _ in
        Response(
          .object([("object", "list"), ("data", .array(catalog.models.map(\.json)))]))
      }
    }
    guarded.get("v1/models/:model") { [catalog] _, context in
      Response(try catalog.model(try context.parameters.require("model")).json)
    }
    guarded.get("v1/forms") { _, _ in try Self.forms() }
    guarded.get("metrics") { [factory] _, _ in
      Response(text: factory.text, type: "text/plain; version=0.0.4; charset=utf-8")
    }
    for path in ["v1/completions", "completions"] {
      guarded.post(RouterPath(path), use: completions)
    }
    for path in ["v1/score", "score"] { guarded.post(RouterPath(path), use: score) }
    guarded.post("infill", use: infill)
    guarded.post("tokenize", use: tokenize)
    guarded.post("detokenize", use: detokenize)
    guarded.get("tokenizer_info", use: tokenizerInfo)
    Self.addOtherMethods(to: router)
    return router
  }

  /// Answers the methods that paths do not have: `OPTIONS` with those that they have, others with an error.
  private static func addOtherMethods(to router: Router<ServerContext>) {
    for (path, routes) in Dictionary(grouping: router.routes, by: \.path.description) {
      var methods = Set(routes.map(\.method)).union([.options])
      if methods.contains(.get) { methods.insert(.head) }
      let allow = methods.map(\.rawValue).sorted().joined(separator: ", ")
      router.on(RouterPath(path), method: .options) { _, _ in
        Response(status: .noContent, headers: [.allow: allow])
      }
      for method in [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete, .trace]
      where !methods.contains(method) {
        router.on(RouterPath(path), method: method) { request, _ -> Response in
          throw APIError.wrongMethod(method, request.uri.path, allow: allow)
        }
      }
    }
  }

  /// The names of the shipped forms.
  private static func forms() throws -> Response {
    let forms = try Forms.all.map { form in
      JSON.object([
        ("name", .string(form.name)),
        ("summary", .string(form.titles["en"] ?? form.titles[form.language] ?? form.name)),
        ("language", .string(form.language)),
        ("titles", .object(form.titles.sorted { $0.key < $1.key }.map { ($0, .string($1)) })),
      ])
    }
    return Response(.object([("data", .array(forms))]))
  }

  /// Reads the members of a request's body.
  func fields(of request: inout Request) async throws -> RequestFields {
    let limit = configuration.limits.body
    let tooLarge = APIError(
      status: .contentTooLarge, kind: .invalidRequest,
      message: "the body has more than \(limit) bytes, which is the limit")
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw tooLarge
    }
    let buffer: ByteBuffer
    do { buffer = try await request.collectBody(upTo: limit) } catch is NIOTooManyBytesError {
      throw tooLarge
    } catch { throw ConnectionError(reason: error) }
    let bytes = Array(buffer: buffer)
    // A large body takes a while to read.
    guard bytes.count > 1 << 16 else { return try RequestFields(bytes) }
    return try await preparation.run { _ in try RequestFields(bytes) }
  }
}
