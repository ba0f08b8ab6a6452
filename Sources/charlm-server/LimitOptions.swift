import ArgumentParser
import CharServer

/// Options for limits on requests.
struct LimitOptions: ParsableArguments {
  @Option(help: "Bytes of a request at most. (default: \(usual.body))")
  var maxBody: Int?

  @Option(help: "Tokens of the prompts of a request at most. (default: \(usual.promptTokens))")
  var maxPrompt: Int?

  @Option(help: "Prompts of a request at most. (default: \(usual.prompts))")
  var maxPrompts: Int?

  @Option(help: "Texts of a request at most, prompts times samples. (default: \(usual.texts))")
  var maxTexts: Int?

  @Option(help: "Tokens of a text at most. (default: \(usual.tokens))")
  var maxTokens: Int?

  @Option(help: "Seconds of a request at most. (default: \(usual.seconds))")
  var maxSeconds: Int?

  @Option(help: "Texts of a model that are generated at once at most. (default: \(usual.lanes))")
  var maxLanes: Int?

  @Option(
    help: "Requests that wait for a model at most; others get status 429. (default: \(usual.queue))"
  )
  var maxQueue: Int?

  @Option(help: "Connections at most; more wait. (default: \(usual.connections))")
  var maxConnections: Int?

  @Option(
    help: """
      Seconds until a connection without a request is closed. (default: \(usual.idleSeconds))
      """)
  var idleSeconds: Int?

  @Option(
    help: """
      Seconds that requests have to end when the server is stopped. (default: \
      \(usual.shutdownSeconds))
      """)
  var shutdownSeconds: Int?

  private static let usual = ServerLimits()

  /// The limits.
  ///
  /// - Throws: `ValidationError`.
  func limits(_ environment: ServerEnvironment) throws -> ServerLimits {
    var limits = ServerLimits()
    let given: [(String, Int?, WritableKeyPath<ServerLimits, Int>)] = [
      ("max-body", maxBody, \.body), ("max-prompt", maxPrompt, \.promptTokens),
      ("max-prompts", maxPrompts, \.prompts), ("max-texts", maxTexts, \.texts),
      ("max-tokens", maxTokens, \.tokens), ("max-seconds", maxSeconds, \.seconds),
      ("max-lanes", maxLanes, \.lanes), ("max-queue", maxQueue, \.queue),
      ("max-connections", maxConnections, \.connections),
      ("idle-seconds", idleSeconds, \.idleSeconds),
      ("shutdown-seconds", shutdownSeconds, \.shutdownSeconds),
    ]
    for (name, flag, path) in given {
      guard let value = try environment.value(name, flag) else { continue }
      guard value > 0 else {
        throw ValidationError("\(name): \(value) is out of range; give 1 or more")
      }
      limits[keyPath: path] = value
    }
    return limits
  }
}
