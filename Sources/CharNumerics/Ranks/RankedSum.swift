internal import CKernels

/// Sums the gradients of all shards of all ranks in the order of the shards, as one process does,
/// so that the result has the same bits for any number of ranks.
///
/// Partial sums go up the chain of ranks block by block: each rank adds its own shards to what it
/// receives and sends it to the next. The last rank has the sum, which comes down the same way at
/// the same time. Each rank sends at most two gradients, however many shards there are.
package final class RankedSum {
  private let communicator: any Communicator
  private let format: WireFormat
  /// Partial sums on their way up; unused on the last rank.
  private var partial: [Float]
  /// Messages in bfloat16: partial sums and, except on the last rank, the total.
  private var wire: [BFloat16]

  /// Numbers of a step that are added or collected along with its gradient.
  package struct Figures: Equatable, Sendable {
    /// The loss in nats and the number of its targets.
    package var nats: Double
    package var count: Double
    /// The time of computation of each rank in seconds.
    package var seconds: [Double]
  }

  package init(
    _ communicator: any Communicator, layout: ParameterLayout, format: WireFormat = .float32
  ) {
    self.communicator = communicator
    self.format = format
    let count = layout.count
    let isLast = communicator.rank == communicator.size - 1
    partial = [Float](repeating: 0, count: isLast ? 0 : count)
    let sends = communicator.size > 1 && format == .bfloat16
    wire = [BFloat16](repeating: BFloat16(), count: sends ? (isLast ? 1 : 2) * count : 0)
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
      return (total.sum(own, in: format, team: team), figures)
    }
    var up = [Double](repeating: 0, count: 2 + size)
    var down = up
    let isLast = rank == size - 1
    withSerialKernels {
      unsafe total.withBuffer { total in
        unsafe partial.withUnsafeMutableBufferPointer { partial in
          unsafe wire.withUnsafeMutableBufferPointer { wire in
            unsafe up.withUnsafeMutableBytes { up in
              unsafe down.withUnsafeMutableBytes { down in
                let vectors = unsafe SumVectors(
                  sums: isLast ? total : partial, total: total, wire: wire, format: format)
                let chain = unsafe Chain(
                  communicator, rising: vectors.rising, falling: vectors.falling, up: up,
                  down: isLast ? up : down, format: format)
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
                  vectors.add(own, block: message - 1, isFirst: rank == 0)
                } take: { message in
                  if message > 0 { vectors.take(block: message - 1) }
                }
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
