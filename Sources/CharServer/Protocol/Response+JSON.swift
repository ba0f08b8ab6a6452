internal import CharIO
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Response {
  /// Makes a response of JSON.
  init(status: HTTPResponse.Status = .ok, _ json: JSON) {
    self.init(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: json.text)))
  }

  /// Makes a response of text.
  init(text: String, type: String) {
    self.init(
      status: .ok, headers: [.contentType: type],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
