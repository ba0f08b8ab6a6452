public import Hummingbird

/// The context of one request.
public struct ServerContext: RequestContext {
  /// The storage that every context has.
  public var coreContext: CoreRequestContextStorage
  /// False for a request without a connection, whose client cannot leave.
  public var hasConnection = true

  /// Makes the context of a request.
  ///
  /// - Parameter source: its channel and its logger.
  public init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
  }
}
