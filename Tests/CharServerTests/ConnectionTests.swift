import CharServer
import Foundation
import HTTPTypes
import Logging
import ServiceLifecycle
import Testing

/// Requests over sockets, whose clients can leave.
@Suite struct ConnectionTests {
  /// Runs a server on a free port.
  private func serving(
    _ server: ModelServer, _ body: @escaping @Sendable (UInt16) async throws -> Void
  ) async throws {
    let (ports, told) = AsyncStream<Int>.makeStream()
    var logger = Logger(label: "tests")
    logger.logLevel = .critical
    let application = server.application(logger: logger) { told.yield($0) }
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: application),
          .init(service: ShutdownService(server), successTerminationBehavior: .ignore),
        ], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      var iterator = ports.makeAsyncIterator()
      let port = try #require(await iterator.next())
      try await body(UInt16(port))
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  private func server(_ change: (inout ServerConfiguration) -> Void = { _ in }) throws
    -> TestServer
  {
    try TestServer {
      $0.port = 0
      $0.limits.shutdownSeconds = 1
      $0.limits.tokens = Self.lasting
      change(&$0)
    }
  }

  /// More tokens than any machine generates while a test waits.
  private static let lasting = 1_000_000_000

  private static func request(_ members: String, path: String = "/v1/completions") -> String {
    let body = "{\"model\":\"tiny\",\(members)}"
    return "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
      + body
  }

  /// Waits until a line is among the metrics.
  private func waitForMetric(_ server: TestServer, _ line: String) async throws {
    for _ in 0..<400 {
      if try await server.send(.get, "/metrics").body.contains(line) { return }
      try await Task.sleep(for: .milliseconds(25))
    }
    Issue.record("no metric \(line): \(try await server.send(.get, "/metrics").body)")
  }

  @Test(.timeLimit(.minutes(1)), arguments: [true, false])
  func `a client that leaves ends its texts and nobody else's`(isStreamed: Bool) async throws {
    let server = try server()
    try await serving(server.server) { port in
      let leaving = try LoopbackSocket(port: port)
      try leaving.send(
        Self.request(
          "\"prompt\":\"a\",\"max_tokens\":\(Self.lasting),\"ignore_eos\":true,\"stream\":\(isStreamed)"
        ))
      if isStreamed { #expect(try await leaving.read().hasPrefix("HTTP/1.1 200")) }
      try await Task.sleep(for: .milliseconds(300))
      leaving.close()
      let staying = try await server.complete(
        "\"prompt\":\"b\",\"max_tokens\":50,\"seed\":1,\"ignore_eos\":true")
      #expect(staying.texts[0].count == 50)
      try await waitForMetric(server, "charlm:requests_cancelled_total{model=\"tiny\"} 1.0")
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `texts of a client that does not read wait, and go on when it reads`() async throws {
    let server = try server()
    let members =
      "\"prompt\":\"a\",\"max_tokens\":20000,\"ignore_eos\":true,\"seed\":3,\"logprobs\":5"
    let whole = try await server.complete(members).texts[0]
    try await serving(server.server) { port in
      let slow = try LoopbackSocket(port: port, buffer: 2048)
      try slow.send(Self.request("\(members),\"stream\":true"))
      try await Task.sleep(for: .milliseconds(1500))
      let metrics = try await server.send(.get, "/metrics").body
      #expect(metrics.contains("charlm:texts_total{model=\"tiny\"} 1.0"), "the text did not wait")
      var answer = ""
      while !answer.hasSuffix("0\r\n\r\n") {
        let piece = try await slow.read()
        if piece.isEmpty { break }
        answer += piece
      }
      let streamed = answer.components(separatedBy: "\"text\":\"").dropFirst()
        .compactMap { $0.components(separatedBy: "\",\"index\"").first }.joined()
      #expect(streamed.replacing("\\n", with: "\n") == whole)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a server that is told to end refuses new requests and ends streams in time`()
    async throws
  {
    let server = try server()
    try await serving(server.server) { port in
      let socket = try LoopbackSocket(port: port)
      try socket.send(
        Self.request(
          "\"prompt\":\"a\",\"max_tokens\":\(Self.lasting),\"ignore_eos\":true,\"stream\":true"))
      #expect(try await socket.read().hasPrefix("HTTP/1.1 200"))
      Task.detached { while try await socket.read() != "" {} }
    }
    let answer = try await server.send(
      .post, "/v1/completions", "{\"model\":\"tiny\",\"prompt\":\"a\"}")
    #expect(answer.status == .serviceUnavailable)
  }

  @Test(.timeLimit(.minutes(1)))
  func `more requests than may wait are refused for a while`() async throws {
    let server = try server {
      $0.limits.lanes = 1
      $0.limits.queue = 1
    }
    try await serving(server.server) { port in
      let running = try LoopbackSocket(port: port)
      try running.send(
        Self.request(
          "\"prompt\":\"a\",\"max_tokens\":\(Self.lasting),\"ignore_eos\":true,\"stream\":true"))
      #expect(try await running.read().hasPrefix("HTTP/1.1 200"))
      let waiting = try LoopbackSocket(port: port)
      try waiting.send(Self.request("\"prompt\":\"a\",\"stream\":true"))
      #expect(try await waiting.read().hasPrefix("HTTP/1.1 200"))
      try await Task.sleep(for: .milliseconds(100))
      let answer = try await server.send(
        .post, "/v1/completions", "{\"model\":\"tiny\",\"prompt\":\"a\"}")
      #expect(answer.status == .tooManyRequests)
      #expect(answer.headers[.retryAfter] == "1")
      running.close()
      waiting.close()
    }
  }
}
