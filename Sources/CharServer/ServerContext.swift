public import Hummingbird
internal import NIOCore

/// The context of one request.
public struct ServerContext: RequestContext {
  /// The storage that every context has.
  public var coreContext: CoreRequestContextStorage
  /// False for a request without a connection, whose client cannot leave.
  public var hasConnection = true
  private let channel: any Channel

  /// Makes the context of a request.
  ///
  /// - Parameter source: its channel and its logger.
  public init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }

  /// The bytes of a stream that wait to be sent: in this process, and in the system.
  private static let (waiting, sending) = (8 << 10, 16 << 10)

  /// Lets little of a stream wait to be sent, so that a client that does not read holds back its texts early.
  func limitBuffers() async throws {
    let watermark = ChannelOptions.Types.WriteBufferWaterMark(
      low: Self.waiting / 4, high: Self.waiting)
    try await channel.setOption(.writeBufferWaterMark, value: watermark).get()
    try await channel.setOption(
      .socketOption(.so_sndbuf), value: SocketOptionValue(Self.sending)
    ).get()
  }
}
