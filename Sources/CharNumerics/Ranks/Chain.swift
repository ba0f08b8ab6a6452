/// The two streams of messages along the chain of ranks: figures first, then the blocks of a vector.
@safe struct Chain {
  private let communicator: any Communicator
  private let rising, falling, up, down: UnsafeMutableRawBufferPointer
  /// The number of messages, and the bytes of a block.
  private let count, size: Int

  init(
    _ communicator: any Communicator, rising: UnsafeMutableRawBufferPointer,
    falling: UnsafeMutableRawBufferPointer, up: UnsafeMutableRawBufferPointer,
    down: UnsafeMutableRawBufferPointer, format: WireFormat
  ) {
    self.communicator = communicator
    unsafe (self.rising, self.falling, self.up, self.down) = (rising, falling, up, down)
    size = Blocks.size * format.width
    count = 1 + (rising.count + size - 1) / size
  }

  /// The bytes of a message, of a vector and its figures.
  private func bytes(
    _ message: Int, _ vector: UnsafeMutableRawBufferPointer,
    _ figures: UnsafeMutableRawBufferPointer
  ) -> UnsafeMutableRawBufferPointer {
    guard message > 0 else { return unsafe figures }
    // All blocks but the last have the same size.
    return unsafe UnsafeMutableRawBufferPointer(
      rebasing: vector[(message - 1) * size..<min(message * size, vector.count)])
  }

  private func rising(_ message: Int) -> UnsafeMutableRawBufferPointer {
    unsafe bytes(message, rising, up)
  }

  private func falling(_ message: Int) -> UnsafeMutableRawBufferPointer {
    unsafe bytes(message, falling, down)
  }

  /// Passes all messages on, up and down.
  ///
  /// - Parameters:
  ///   - add: Adds what this rank has to a rising message.
  ///   - take: Takes over a falling message.
  func run(_ add: (_ message: Int) -> Void, take: (_ message: Int) -> Void) {
    let (rank, last) = (communicator.rank, communicator.size - 1)
    let fromBelow =
      rank == 0
      ? [] : (0..<count).map { unsafe communicator.receive(rising($0), from: rank - 1) }
    let fromAbove =
      rank == last
      ? [] : (0..<count).map { unsafe communicator.receive(falling($0), from: rank + 1) }
    var sent: [Transfer] = []
    var (risen, fallen) = (0, 0)
    var patience = Patience()
    while risen < count || fallen < count {
      var isIdle = true
      if risen < count, rank == 0 || communicator.isDone(fromBelow[risen]) {
        add(risen)
        sent.append(
          unsafe communicator.send(
            UnsafeRawBufferPointer(rising(risen)), to: rank == last ? rank - 1 : rank + 1))
        risen += 1
        if rank == last { fallen = risen }
        isIdle = false
      }
      if rank < last, fallen < count, communicator.isDone(fromAbove[fallen]) {
        if rank > 0 {
          sent.append(
            unsafe communicator.send(UnsafeRawBufferPointer(falling(fallen)), to: rank - 1))
        }
        take(fallen)
        fallen += 1
        isIdle = false
      }
      if isIdle { patience.wait() } else { patience = Patience() }
    }
    communicator.wait(for: sent)
  }
}
