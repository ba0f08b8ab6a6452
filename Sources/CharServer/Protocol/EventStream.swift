internal import CharIO
internal import HTTPTypes

/// The lines of server-sent events.
enum EventStream {
  /// The last event.
  static let done = "data: [DONE]\n\n"

  /// An event of JSON, which is on one line.
  static func event(_ json: JSON) -> String { event(json.text) }

  /// An event of the text of JSON, which is on one line.
  static func event(_ text: String) -> String { "data: \(text)\n\n" }

  /// The headers of a response of events. The connection ends with it, since its reading side tells whether the
  /// client is still there.
  static var headers: HTTPFields {
    var headers: HTTPFields = [
      .contentType: "text/event-stream", .cacheControl: "no-cache", .connection: "close",
    ]
    // Proxies pass events on as they come.
    if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
    return headers
  }
}
