internal import CharIO
internal import HTTPTypes
internal import Hummingbird

/// An error that a client is told, in the shape of OpenAI's.
struct APIError: Error, Equatable, Sendable {
  /// The kinds of errors, as clients tell them apart.
  enum Kind: String, Sendable {
    case invalidRequest = "invalid_request_error"
    case authentication = "authentication_error"
    case rateLimit = "rate_limit_error"
    case unavailable = "unavailable_error"
    case server = "server_error"
  }

  var status: HTTPResponse.Status
  var kind: Kind
  /// The problem, and the remedy.
  var message: String
  /// The member of the request that is wrong.
  var parameter: String?
  /// A short name of the error.
  var code: String?
  /// The seconds after which to try again.
  var retryAfter: Int?
  /// The methods that the path has, of an error of the method.
  var allow: String?

  /// The request cannot be answered as it is.
  static func invalid(_ message: String, _ parameter: String? = nil) -> APIError {
    APIError(
      status: .badRequest, kind: .invalidRequest, message: message, parameter: parameter)
  }

  /// There is no model of a name.
  static func unknownModel(_ name: String, known: [String]) -> APIError {
    APIError(
      status: .notFound, kind: .invalidRequest,
      message: "there is no model \(name); there are \(known.joined(separator: ", "))",
      parameter: "model", code: "model_not_found")
  }

  /// A path does not have the method.
  static func wrongMethod(_ method: HTTPRequest.Method, _ path: String, allow: String) -> APIError {
    APIError(
      status: .methodNotAllowed, kind: .invalidRequest,
      message: "there is no \(method.rawValue) \(path); use \(allow)", allow: allow)
  }

  /// The server has too much to do.
  static let busy = APIError(
    status: .tooManyRequests, kind: .rateLimit,
    message: "too many requests wait for the model; try again later", code: "queue_full",
    retryAfter: 1)

  /// The server ends.
  static let shuttingDown = APIError(
    status: .serviceUnavailable, kind: .unavailable, message: "the server is shutting down",
    retryAfter: 5)

  /// The texts of a request have taken too long.
  static let tooLong = APIError(
    status: .serviceUnavailable, kind: .unavailable,
    message: "the request took longer than the server allows", code: "timeout")

  /// A model's weights are damaged.
  static func damaged(_ message: String) -> APIError {
    APIError(status: .internalServerError, kind: .server, message: message)
  }

  /// The error as the body of a response, or the data of an event.
  var json: JSON {
    .object([
      (
        "error",
        .object([
          ("message", .string(message)), ("type", .string(kind.rawValue)),
          ("param", parameter.map(JSON.string) ?? .null), ("code", code.map(JSON.string) ?? .null),
        ])
      )
    ])
  }

  /// The response.
  var response: Response {
    var response = Response(status: status, json)
    if let retryAfter { response.headers[.retryAfter] = "\(retryAfter)" }
    if let allow { response.headers[.allow] = allow }
    return response
  }
}
