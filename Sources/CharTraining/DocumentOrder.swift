internal import CharNumerics
package import CharText

/// The documents of a stream in an order of their own for every epoch, which a seed repeats.
///
/// Of very many documents, neighbours stay together in groups, so that the order needs little memory.
package struct DocumentOrder: Sendable {
  private let stream: TokenStream
  private let seed: UInt64
  /// Where each group starts, and the end.
  private let starts: [Int]

  private static let groups = 1 << 20

  package init(_ stream: TokenStream, seed: UInt64) {
    self.stream = stream
    self.seed = seed
    let documents = stream.documentCount
    let size = (documents + Self.groups - 1) / Self.groups
    starts =
      stride(from: 0, to: documents, by: max(1, size)).map { stream.start(ofDocument: $0) }
      + [stream.count]
  }

  /// The order of an epoch.
  package func arrangement(epoch: Int) -> Arrangement {
    var random = RandomSource(seed: RandomSource.key(seed, 0x0D0C, epoch, 0))
    var order = Array(0..<Int32(starts.count - 1))
    order.shuffle(using: &random)
    var ends: [Int] = []
    ends.reserveCapacity(order.count)
    for group in order {
      ends.append((ends.last ?? 0) + starts[Int(group) + 1] - starts[Int(group)])
    }
    return Arrangement(epoch: epoch, stream: stream, starts: starts, order: order, ends: ends)
  }
}

/// A stream with its documents in another order.
package struct Arrangement: Sendable {
  let epoch: Int
  fileprivate let stream: TokenStream
  fileprivate let starts: [Int]
  /// The groups in their order, and where each ends then.
  fileprivate let order: [Int32]
  fileprivate let ends: [Int]

  fileprivate init(
    epoch: Int, stream: TokenStream, starts: [Int], order: [Int32], ends: [Int]
  ) {
    self.epoch = epoch
    self.stream = stream
    self.starts = starts
    self.order = order
    self.ends = ends
  }

  /// So many tokens from a position on; after the last comes the first.
  package func tokens(from position: Int, count: Int) -> [Token] {
    var result: [Token] = []
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] > position { high = middle } else { low = middle + 1 }
    }
    var (place, position) = (low % ends.count, position % stream.count)
    while result.count < count {
      let start = starts[Int(order[place])]
      let end = starts[Int(order[place]) + 1]
      let first = end - (ends[place] - position)
      let last = min(end, first + count - result.count)
      result += stream.tokens(max(start, first)..<last)
      position = ends[place] % stream.count
      place = (place + 1) % ends.count
    }
    return result
  }
}
