/// Limits on requests and on the number of clients.
public struct ServerLimits: Sendable, Equatable {
  /// Bytes of the body of a request.
  public var body = 64 << 20
  /// Tokens of the prompts of a request, together.
  public var promptTokens = 4_000_000
  /// Prompts of a request.
  public var prompts = 2048
  /// Texts that a request generates: prompts times samples.
  public var texts = 2048
  /// Tokens that are generated in a text.
  public var tokens = 100_000
  /// Seconds for a request, after which its texts end as they are.
  public var seconds = 600
  /// Texts of a model that are generated at once.
  public var lanes = 1024
  /// Requests that wait for a place among them; more get status 429.
  public var queue = 256
  /// Connections; more wait until others end.
  public var connections = 4096
  /// Seconds after which a connection is closed on which no request comes.
  public var idleSeconds = 60
  /// Seconds for requests to end when the server is told to.
  public var shutdownSeconds = 10

  /// The usual limits.
  public init() {}
}
