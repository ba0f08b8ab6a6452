internal import CKernels

/// Sums the gradients of all shards of all ranks in the order of the shards, as one process does,
/// so that the result has the same bits for any number of ranks.
///
/// Partial sums go up the chain of ranks block by block: each rank adds its own shards to what it
/// receives and sends it to the next. The last rank has the sum, which comes down the same way at
/// the same time. Each rank sends at most two gradients, however many shards there are.
package final class RankedSum {
  private let communicator: any Communicator
  /// Partial sums on their way up; unused on the last rank.
  private var partial: [Float]

  /// Numbers of a step that are added or collected along with its gradient.
  package struct Figures: Equatable, Sendable {
    /// The loss in nats and the number of its targets.
    package var nats: Double
    package var count: Double
    /// The time of computation of each rank in seconds.
    package var seconds: [Double]
  }

  package init(_ communicator: any Communicator, layout: ParameterLayout) {
    self.communicator = communicator
    partial =
      communicator.rank == communicator.size - 1
      ? [] : [Float](repeating: 0, count: layout.count)
  }

  /// Sums gradients and losses.
  ///
  /// - Parameters:
  ///   - own: The gradients of this rank's shards, which follow those of the rank before it.
  ///   - losses: Their losses and numbers of targets, in the same order.
  ///   - seconds: The time that this rank has computed.
  ///   - total: Receives the sum on every rank.
  ///   - team: The threads of this rank.
  /// - Returns: The norm of the sum, and the figures of all ranks.
  package func sum(
    _ own: [Gradient], losses: [(nats: Double, count: Int)], seconds: Double,
    to total: inout Gradient, team: Team
  ) -> (norm: Double, figures: Figures) {
    let (rank, size) = (communicator.rank, communicator.size)
    guard size > 1 else {
      var figures = Figures(nats: 0, count: 0, seconds: [seconds])
      Self.add(losses, isFirst: true, to: &figures)
      return (total.sum(own, team: team), figures)
    }
    var up = [Double](repeating: 0, count: 2 + size)
    var down = up
    let isLast = rank == size - 1
    withSerialKernels {
      unsafe total.withBuffer { total in
        unsafe partial.withUnsafeMutableBufferPointer { partial in
          unsafe up.withUnsafeMutableBytes { up in
            unsafe down.withUnsafeMutableBytes { down in
              let rising = unsafe isLast ? total : partial
              let chain = unsafe Chain(
                communicator, rising: UnsafeMutableRawBufferPointer(rising),
                falling: UnsafeMutableRawBufferPointer(total), up: up, down: isLast ? up : down)
              chain.run { message in
                guard message > 0 else {
                  let values = unsafe up.bindMemory(to: Double.self)
                  var figures = unsafe Figures(
                    nats: values[0], count: values[1], seconds: Array(values[2...]))
                  figures.seconds[rank] = seconds
                  Self.add(losses, isFirst: rank == 0, to: &figures)
                  unsafe (values[0], values[1]) = (figures.nats, figures.count)
                  for (index, time) in figures.seconds.enumerated() {
                    unsafe values[2 + index] = time
                  }
                  return
                }
                let range = Blocks.range(message - 1, of: 0..<rising.count)
                unsafe Gradient.add(own, range, to: rising, isFirst: rank == 0)
              }
            }
          }
        }
      }
    }
    let values = isLast ? up : down
    return (
      total.norm(team: team),
      Figures(nats: values[0], count: values[1], seconds: Array(values[2...]))
    )
  }

  private static func add(
    _ losses: [(nats: Double, count: Int)], isFirst: Bool, to figures: inout Figures
  ) {
    for (index, loss) in losses.enumerated() {
      figures.nats = isFirst && index == 0 ? loss.nats : figures.nats + loss.nats
      figures.count += Double(loss.count)
    }
  }
}

/// The two streams of messages along the chain of ranks: figures first, then the blocks of a vector.
@safe private struct Chain {
  private let communicator: any Communicator
  private let rising, falling, up, down: UnsafeMutableRawBufferPointer
  private let count: Int

  init(
    _ communicator: any Communicator, rising: UnsafeMutableRawBufferPointer,
    falling: UnsafeMutableRawBufferPointer, up: UnsafeMutableRawBufferPointer,
    down: UnsafeMutableRawBufferPointer
  ) {
    self.communicator = communicator
    unsafe (self.rising, self.falling, self.up, self.down) = (rising, falling, up, down)
    count = 1 + Blocks.count(rising.count / MemoryLayout<Float>.size)
  }

  /// The bytes of a message, of a vector and its figures.
  private func bytes(
    _ message: Int, _ vector: UnsafeMutableRawBufferPointer,
    _ figures: UnsafeMutableRawBufferPointer
  ) -> UnsafeMutableRawBufferPointer {
    guard message > 0 else { return unsafe figures }
    let width = MemoryLayout<Float>.size
    let range = Blocks.range(message - 1, of: 0..<vector.count / width)
    return unsafe UnsafeMutableRawBufferPointer(
      rebasing: vector[range.lowerBound * width..<range.upperBound * width])
  }

  private func rising(_ message: Int) -> UnsafeMutableRawBufferPointer {
    unsafe bytes(message, rising, up)
  }

  private func falling(_ message: Int) -> UnsafeMutableRawBufferPointer {
    unsafe bytes(message, falling, down)
  }

  /// Passes all messages on, up and down.
  ///
  /// - Parameter add: Adds what this rank has to a rising message.
  func run(_ add: (_ message: Int) -> Void) {
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
        fallen += 1
        isIdle = false
      }
      if isIdle { patience.wait() } else { patience = Patience() }
    }
    communicator.wait(for: sent)
  }
}
