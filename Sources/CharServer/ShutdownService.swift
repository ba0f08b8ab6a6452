public import ServiceLifecycle

/// Tells a server that it is to end, before its connections are waited for. It is the last service of a group.
public struct ShutdownService: Service {
  private let server: ModelServer

  /// Makes the service.
  ///
  /// - Parameter server: the server.
  public init(_ server: ModelServer) { self.server = server }

  /// Waits until the group is to end.
  ///
  /// - Throws: `CancellationError`.
  public func run() async throws {
    try await gracefulShutdown()
    server.shutDown()
  }
}
