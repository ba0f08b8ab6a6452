public import CharNumerics

/// The models of a server, and its settings.
public struct ServerConfiguration: Sendable {
  /// Model directories, or names of installed models.
  public var models: [String]
  /// The number format of products.
  public var precision = Precision.auto
  /// The maximum number of threads of each model; nil = one for each processor.
  public var threads: Int?
  /// The keys that clients may use; none = everybody is served.
  public var keys: [String] = []
  /// The address to listen at.
  public var host = "127.0.0.1"
  /// The port to listen at; 0 = any that is free.
  public var port = 8080
  /// Limits on requests.
  public var limits = ServerLimits()

  /// Creates a configuration.
  ///
  /// - Parameter models: model directories, or names of installed models.
  public init(models: [String]) { self.models = models }

  /// True if other machines can reach the server.
  public var isPublic: Bool {
    !["localhost", "::1"].contains(host) && !host.hasPrefix("127.")
  }
}
