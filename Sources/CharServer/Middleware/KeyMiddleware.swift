internal import CharIO
internal import HTTPTypes
internal import Hummingbird

/// Lets clients pass that know a key: `Authorization: Bearer KEY`.
struct KeyMiddleware: RouterMiddleware {
  /// Hashes of the keys, so that comparing takes the same time for all keys.
  private let keys: [[UInt8]]

  init(_ keys: [String]) { self.keys = keys.map(Self.hash) }

  func handle(
    _ request: Request, context: ServerContext,
    next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    guard keys.isEmpty || isKnown(request.headers[.authorization]) else {
      throw APIError(
        status: .unauthorized, kind: .authentication,
        message: "the key is missing or wrong; send it as Authorization: Bearer KEY",
        code: "invalid_api_key")
    }
    return try await next(request, context)
  }

  private func isKnown(_ header: String?) -> Bool {
    let scheme = "bearer "
    guard let header, header.lowercased().hasPrefix(scheme) else { return false }
    let given = Self.hash(String(header.dropFirst(scheme.count)))
    var isKnown = false
    for key in keys {
      // All bytes of all keys are compared, whatever they are.
      var difference: UInt8 = 0
      for (a, b) in zip(key, given) { difference |= a ^ b }
      if difference == 0 { isKnown = true }
    }
    return isKnown
  }

  private static func hash(_ key: String) -> [UInt8] {
    var sum = SHA256Sum()
    sum.add(Array(key.utf8))
    return sum.digest()
  }
}
