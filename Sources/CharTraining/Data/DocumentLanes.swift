internal import CharNumerics
package import CharText

/// The documents of a stream distributed over the lanes of a batch, whole and about evenly.
///
/// The assignment is fixed: longest first, each document goes to the lane with the fewest tokens.
/// Every epoch shuffles the documents within each lane, reproducibly by seed. If there are very
/// many documents, neighbors stay together in groups to save memory.
package struct DocumentLanes: Sendable {
  private let stream: TokenStream
  private let seed: UInt64
  /// Start of each group of documents, followed by the end of the stream.
  private let starts: [Int]
  /// Groups of each lane.
  private let lanes: [[Int32]]
  /// Tokens of each lane.
  package let lengths: [Int]

  private static let groups = 1 << 20

  /// Minimum share of a batch that has text to read, averaged over an epoch.
  private static let leastFill = 0.875

  /// Distributes documents over lanes. Returns nil if whole documents would leave lanes empty for
  /// too long: if there are fewer than two per lane, or a few contain most of the text.
  ///
  /// - Parameters:
  ///   - stream: documents, each after its boundary.
  ///   - count: the number of lanes.
  ///   - seed: random seed of the orders.
  package init?(_ stream: TokenStream, lanes count: Int, seed: UInt64) {
    let documents = stream.documentCount
    guard documents >= 2 * count else { return nil }
    let size = (documents + Self.groups - 1) / Self.groups
    let starts =
      stride(from: 0, to: documents, by: size).map { stream.start(ofDocument: $0) }
      + [stream.count]
    var random = RandomSource(seed: RandomSource.key(seed, 0x0D0C, 0, 0))
    // The sort is stable, so documents of equal length stay shuffled.
    let order = Array(0..<Int32(starts.count - 1)).shuffled(using: &random).sorted {
      Self.length(of: $0, starts) > Self.length(of: $1, starts)
    }
    var lanes = [[Int32]](repeating: [], count: count)
    var loads = LaneLoads(count)
    for group in order { lanes[loads.add(Self.length(of: group, starts))].append(group) }
    let lengths = lanes.map { $0.reduce(0) { $0 + Self.length(of: $1, starts) } }
    let longest = lengths.max() ?? 0
    guard Double(stream.count) >= Self.leastFill * Double(longest * count) else { return nil }
    (self.stream, self.seed, self.starts) = (stream, seed, starts)
    (self.lanes, self.lengths) = (lanes, lengths)
  }

  private static func length(of group: Int32, _ starts: [Int]) -> Int {
    starts[Int(group) + 1] - starts[Int(group)]
  }

  /// Returns the order of an epoch.
  package func arrangement(epoch: Int) -> Arrangement {
    let orders = lanes.enumerated().map { lane, groups in
      var random = RandomSource(seed: RandomSource.key(seed, 0x0D0C, epoch + 1, lane))
      return groups.shuffled(using: &random)
    }
    let ends = orders.map { order in
      var end = 0
      return order.map { group -> Int in
        end += Self.length(of: group, starts)
        return end
      }
    }
    return Arrangement(epoch: epoch, stream: stream, starts: starts, orders: orders, ends: ends)
  }
}

/// The order of the documents within each lane in one epoch.
package struct Arrangement: Sendable {
  let epoch: Int
  fileprivate let stream: TokenStream
  fileprivate let starts: [Int]
  /// Groups of each lane in order, and the lane position at which each ends.
  fileprivate let orders: [[Int32]]
  fileprivate let ends: [[Int]]

  /// Returns `count` tokens of a lane from a position on, or fewer at the end of the lane.
  package func tokens(lane: Int, from position: Int, count: Int) -> [Token] {
    let (order, ends) = (orders[lane], ends[lane])
    var result: [Token] = []
    var position = position
    let first = ends.partitioning { $0 > position }
    for place in first..<max(first, ends.count) where result.count < count {
      let end = starts[Int(order[place]) + 1]
      let from = end - (ends[place] - position)
      result += stream.tokens(from..<min(end, from + count - result.count))
      position = ends[place]
    }
    return result
  }
}

/// Token counts of lanes in a min-heap.
private struct LaneLoads {
  private var heap: [(load: Int, lane: Int)]

  init(_ count: Int) { heap = (0..<count).map { (0, $0) } }

  /// Adds tokens to the lane with the fewest, and returns that lane.
  mutating func add(_ tokens: Int) -> Int {
    let lane = heap[0].lane
    heap[0].load += tokens
    var place = 0
    while case let left = 2 * place + 1, left < heap.count {
      let right = left + 1
      let child = right < heap.count && heap[right] < heap[left] ? right : left
      guard heap[child] < heap[place] else { break }
      heap.swapAt(child, place)
      place = child
    }
    return lane
  }
}
