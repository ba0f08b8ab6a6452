import CharServer
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing

@Suite struct HealthTests {
  @Test func `the server says that it is well`() async throws {
    let responder = routes().buildResponder()
    let request = Request(
      head: HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/health"),
      body: .init(buffer: ByteBuffer()))
    let context = BasicRequestContext(
      source: ApplicationRequestContextSource(
        channel: NIOAsyncTestingChannel(), logger: Logger(label: "tests")))
    let response = try await responder.respond(to: request, context: context)
    #expect(response.status == .ok)
  }
}
