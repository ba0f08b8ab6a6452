import CharServer
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing

@Suite struct PageTests {
  /// Returns the answer to a request for a file of the page.
  private func get(_ path: String, known: String? = nil) async throws -> Response {
    let router = Router()
    Page().addRoutes(to: router)
    var head = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path)
    head.headerFields[.ifNoneMatch] = known
    let context = BasicRequestContext(
      source: ApplicationRequestContextSource(
        channel: NIOAsyncTestingChannel(), logger: Logger(label: "tests")))
    return try await router.buildResponder().respond(
      to: Request(head: head, body: .init(buffer: ByteBuffer())), context: context)
  }

  /// Returns the text of an answer.
  private func text(_ response: Response) async throws -> String {
    let writer = Writer()
    try await response.body.write(writer)
    return String(buffer: writer.written)
  }

  @Test func `the page, and every file that it or its scripts name, is served`() async throws {
    var waiting = ["/"]
    var served: Set<String> = []
    while let path = waiting.popLast() {
      guard served.insert(path).inserted else { continue }
      let response = try await get(path)
      #expect(response.status == .ok, "\(path)")
      let content = try await text(response)
      for match in content.matches(of: #/(?:(?:src|href)="|from "\.\/)([\w.]+)"/#) {
        waiting.append("/" + match.1)
      }
    }
    #expect(served.count == 13)
  }

  @Test(arguments: [
    ("/", "text/html; charset=utf-8"), ("/page.css", "text/css; charset=utf-8"),
    ("/page.js", "text/javascript; charset=utf-8"), ("/icon.svg", "image/svg+xml"),
  ])
  func `a file has its type, and nothing from elsewhere is allowed`(path: String, type: String)
    async throws
  {
    let response = try await get(path)
    #expect(response.headers[.contentType] == type)
    #expect(response.headers[.cacheControl] == "no-cache")
    #expect(response.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'self';") == true)
    #expect(response.headers[.xContentTypeOptions] == "nosniff")
  }

  @Test func `a browser that has a file is not sent it again`() async throws {
    let tag = try #require(try await get("/page.js").headers[.eTag])
    let again = try await get("/page.js", known: "\"old\", \(tag)")
    #expect(again.status == .notModified)
    #expect(again.body.contentLength == 0)
    #expect(again.headers[.eTag] == tag)
    #expect(try await get("/page.css", known: tag).status == .ok)
  }

  @Test func `the page has no script or style of its own, which the policy would refuse`()
    async throws
  {
    let page = try await text(get("/"))
    #expect(!page.contains(#/ style="| on[a-z]+="|<style|<script(?![^>]*src=)/#))
  }
}

/// Collects the body of an answer.
private final class Writer: ResponseBodyWriter {
  private(set) var written = ByteBuffer()

  func write(_ buffer: ByteBuffer) {
    written.writeImmutableBuffer(buffer)
  }

  func finish(_ trailingHeaders: HTTPFields?) {}
}
