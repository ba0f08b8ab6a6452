import CharIO
import CharLM
import CharNetwork
import CharNumerics
import CharServer
import CharText
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import TestSupport
import Testing

/// A server of a small model with random weights, whose requests have no connection.
struct TestServer {
  /// The letters that the model knows, besides the space and the line end.
  static let letters = "abcdefgh"

  let server: ModelServer
  private let responder: RouterResponder<ServerContext>

  /// Makes a server.
  ///
  /// - Parameters:
  ///   - backward: whether the model has a partner that reads backward.
  ///   - change: changes the configuration.
  /// - Throws: the errors of the model.
  init(
    backward: Bool = false, _ change: (inout ServerConfiguration) -> Void = { _ in }
  ) throws {
    var configuration = ServerConfiguration(models: ["tiny"])
    change(&configuration)
    server = ModelServer(
      models: [
        ("tiny", try Self.model(), backward ? try Self.model(direction: .backward) : nil),
        ("other", try Self.model(seed: 2), nil),
      ], configuration)
    responder = server.routes().buildResponder()
  }

  /// A model of letters, the space and the line end.
  static func model(
    direction: ReadingDirection = .forward, seed: UInt64 = 1
  ) throws -> LanguageModel {
    let pieces = (letters + " \n").unicodeScalars.map { [UInt8(ascii: $0)] }
    var text = TextConfiguration()
    text.direction = direction
    let (network, parameters) = try makeNetwork(
      .gru, layers: 1, hidden: 8, embedding: 6, vocabulary: pieces.count + 2, seed: seed)
    return LanguageModel(
      tokenizer: Tokenizer(
        configuration: text, vocabulary: try Vocabulary(pieces: pieces, unit: .scalar)),
      network: network, parameters: parameters)
  }

  /// A response.
  struct Answer {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: String

    /// The body as JSON.
    var json: JSON {
      get throws { try JSON(parsing: Array(body.utf8)) }
    }

    /// The events of a stream, without the last.
    var events: [JSON] {
      get throws {
        let lines = body.components(separatedBy: "\n\n").filter { !$0.isEmpty }
        #expect(lines.last == "data: [DONE]")
        return try lines.dropLast().map { line in
          #expect(line.hasPrefix("data: "))
          return try JSON(parsing: Array(line.dropFirst(6).utf8))
        }
      }
    }
  }

  /// Sends a request.
  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: String = "", key: String? = nil
  ) async throws -> Answer {
    var head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path)
    if let key { head.headerFields[.authorization] = "Bearer \(key)" }
    let request = Request(head: head, body: .init(buffer: ByteBuffer(string: body)))
    var context = ServerContext(
      source: ApplicationRequestContextSource(
        channel: NIOAsyncTestingChannel(), logger: Logger(label: "tests") { _ in SilentLog() }))
    context.hasConnection = false
    let response = try await responder.respond(to: request, context: context)
    let content = Content()
    try await response.body.write(content.writer)
    return Answer(status: response.status, headers: response.headers, body: await content.text)
  }

  /// Asks for completions, and returns the answer as JSON.
  func complete(_ members: String) async throws -> JSON {
    let answer = try await send(.post, "/v1/completions", "{\"model\":\"tiny\",\(members)}")
    #expect(answer.status == .ok, "\(answer.body)")
    return try answer.json
  }
}

/// A log that nobody reads.
private struct SilentLog: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.critical
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }
  func log(event: LogEvent) {}
}

/// What is written to the body of a response.
private actor Content {
  private var buffer = ByteBuffer()

  var text: String { String(buffer: buffer) }

  func append(_ other: ByteBuffer) { buffer.writeImmutableBuffer(other) }

  nonisolated var writer: Writer { Writer(content: self) }

  struct Writer: ResponseBodyWriter {
    let content: Content

    mutating func write(_ buffer: ByteBuffer) async throws { await content.append(buffer) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
  }
}

extension JSON {
  /// The elements of an array.
  var elements: [JSON] {
    guard case .array(let values) = self else { return [] }
    return values
  }

  /// The number.
  var number: Double? {
    guard case .number(let digits) = self else { return nil }
    return Double(String(decoding: digits, as: UTF8.self))
  }

  /// The text of each choice.
  var texts: [String] { self["choices"]?.elements.compactMap { $0["text"]?.stringValue } ?? [] }
}
