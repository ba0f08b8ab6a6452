import Hummingbird

/// Says that the server answers: `GET /health`.
struct Health: Encodable, ResponseEncodable {
  /// `ok`.
  let status: String
}
