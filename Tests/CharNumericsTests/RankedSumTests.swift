import CharNumerics
import Synchronization
import Testing

@Suite("Sums over ranks")
struct RankedSumTests {
  private static func layout(_ count: Int) -> ParameterLayout {
    var layout = ParameterLayout()
    _ = layout.append("values", shape: [count], role: .recurrentMatrix, initialization: .zero)
    return layout
  }

  /// Gradients whose sum depends on the order of additions.
  private static func gradients(_ shards: Int, _ layout: ParameterLayout) -> [Gradient] {
    var random = RandomSource(seed: 5)
    return (0..<shards).map { _ in
      var gradient = Gradient(layout: layout)
      for index in 0..<layout.count {
        let sizes: [Float] = [.leastNonzeroMagnitude * 1000, 1e-3, 1, 1e7]
        let size = sizes.randomElement(using: &random) ?? 1
        gradient.values[index] = size * Float.random(in: -1...1, using: &random)
      }
      return gradient
    }
  }

  @Test(
    "have the bits of the sum in one process, for any number of ranks",
    arguments: [1, 5, 32_768, 70_001])
  func order(_ count: Int) {
    let layout = Self.layout(count)
    let shards = 7
    let gradients = Self.gradients(shards, layout)
    let losses = (0..<shards).map { (nats: 0.1 * Double($0) + 1e9, count: $0 + 1) }
    var expected = Gradient(layout: layout)
    let norm = expected.sum(gradients, team: Team(threads: 2))
    let nats = losses.dropFirst().reduce(losses[0].nats) { $0 + $1.nats }
    if count > 5 {
      var other = Gradient(layout: layout)
      _ = other.sum(gradients.reversed(), team: Team(threads: 1))
      #expect(other.values != expected.values, "the order does not matter")
    }
    for size in 1...shards {
      let results = ThreadRank.run(size) { rank in
        let own = rank.share(of: shards)
        let sum = RankedSum(rank, layout: layout)
        var total = Gradient(layout: layout)
        var results: [(Gradient, Double, RankedSum.Figures)] = []
        // The second sum does not depend on what the first one left.
        for _ in 0..<2 {
          let (norm, figures) = sum.sum(
            Array(gradients[own]), losses: Array(losses[own]), seconds: Double(rank.rank),
            to: &total, team: Team(threads: 1))
          results.append((total, norm, figures))
        }
        return results
      }
      #expect(results.count == size)
      for (total, own, figures) in results.joined() {
        #expect(total.values.map(\.bitPattern) == expected.values.map(\.bitPattern))
        #expect(own == norm)
        #expect(figures.nats == nats && figures.count == 28)
        #expect(figures.seconds == (0..<size).map(Double.init))
      }
    }
  }

  @Test("in bfloat16 have the same bits for any number of ranks, near the exact sum")
  func halves() {
    let layout = Self.layout(70_001)
    let shards = 5
    var random = RandomSource(seed: 9)
    let gradients = (0..<shards).map { _ in
      var gradient = Gradient(layout: layout)
      for index in 0..<layout.count {
        gradient.values[index] = Float.random(in: -1...1, using: &random)
      }
      return gradient
    }
    var (exact, rounded) = (Gradient(layout: layout), Gradient(layout: layout))
    _ = exact.sum(gradients, team: Team(threads: 1))
    let norm = rounded.sum(gradients, in: .bfloat16, team: Team(threads: 2))
    for (value, other) in zip(rounded.values, exact.values) {
      // Each of five partial sums is less than 5 and is rounded by 1/512 of it at most.
      #expect(abs(value - other) <= 5 * 5 / 512)
    }
    #expect(rounded.values != exact.values)
    #expect(rounded.values.allSatisfy { $0.bitPattern & 0xFFFF == 0 })
    for size in 1...shards {
      let results = ThreadRank.run(size) { rank in
        var total = Gradient(layout: layout)
        let own = rank.share(of: shards)
        let result = RankedSum(rank, layout: layout, format: .bfloat16).sum(
          Array(gradients[own]), losses: own.map { _ in (0.5, 1) }, seconds: 0, to: &total,
          team: Team(threads: 1))
        return (total, result.norm, result.figures.nats)
      }
      for (total, other, nats) in results {
        #expect(total == rounded && other == norm && nats == 2.5)
      }
    }
  }

  @Test("in bfloat16 send half the bytes of a gradient")
  func bytes() {
    let layout = Self.layout(70_001)
    for (format, width) in [(WireFormat.float32, 4), (.bfloat16, 2)] {
      let sent = ThreadRank.run(3) { rank in
        let counting = CountingRank(rank)
        var total = Gradient(layout: layout)
        _ = RankedSum(counting, layout: layout, format: format).sum(
          [total], losses: [(0, 1)], seconds: 0, to: &total, team: Team(threads: 1))
        return counting.bytes
      }
      let (gradient, figures) = (width * layout.count, 8 * 5)
      #expect(sent == [gradient + figures, 2 * (gradient + figures), gradient + figures])
    }
  }

  @Test("a number that is not finite reaches every rank")
  func notFinite() {
    let layout = Self.layout(40_000)
    let results = ThreadRank.run(3) { rank in
      var gradient = Gradient(layout: layout)
      if rank.rank == 1 { gradient.values[39_999] = .nan }
      var total = Gradient(layout: layout)
      return RankedSum(rank, layout: layout).sum(
        [gradient], losses: [(1, 1)], seconds: 0, to: &total, team: Team(threads: 1)
      ).norm
    }
    #expect(results.count == 3)
    for norm in results { #expect(norm.isNaN) }
  }
}

/// A rank that counts the bytes that it sends.
private struct CountingRank: Communicator {
  private let rankOfThread: ThreadRank
  private let count = Count()

  private final class Count: Sendable {
    let bytes = Mutex(0)
  }

  init(_ rank: ThreadRank) { rankOfThread = rank }

  var bytes: Int { count.bytes.withLock { $0 } }
  var rank: Int { rankOfThread.rank }
  var size: Int { rankOfThread.size }
  var neighbors: Int { rankOfThread.neighbors }
  var host: String { rankOfThread.host }

  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) -> Transfer {
    count.bytes.withLock { $0 += bytes.count }
    return unsafe rankOfThread.send(bytes, to: rank)
  }

  func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int) -> Transfer {
    unsafe rankOfThread.receive(bytes, from: rank)
  }

  func isDone(_ transfer: Transfer) -> Bool { rankOfThread.isDone(transfer) }
}

@Suite("Numbers in bfloat16")
struct BFloat16Tests {
  @Test("round to the nearest, ties to even, and stay infinite or not a number")
  func rounds() {
    for (value, expected) in [
      (0, 0), (-0.0, -0.0), (1, 1), (1 + 1.0 / 256, 1), (1 + 3.0 / 256, 1 + 4.0 / 256),
      (1 + 1.01 / 256, 1 + 2.0 / 256), (-3.1415927, -3.140625),
      (.infinity, .infinity), (-.infinity, -.infinity),
      (.greatestFiniteMagnitude, .infinity),
    ] as [(Float, Float)] {
      #expect(Float(BFloat16(value)).bitPattern == expected.bitPattern, "\(value)")
    }
    for pattern in [0x7F80_0001, 0xFFFF_FFFF, 0x7FC0_0000] as [UInt32] {
      #expect(Float(BFloat16(Float(bitPattern: pattern))).isNaN)
    }
    var values: [Float] = [1.001, -2.003]
    BFloat16.round(&values)
    #expect(values == [1, -2])
  }
}

@Suite("Communicators")
struct CommunicatorTests {
  @Test("a broadcast reaches every rank", arguments: 1...9)
  func broadcast(_ size: Int) {
    let results = ThreadRank.run(size) { rank in
      var values = (0..<5).map { rank.rank == 0 ? $0 * $0 : -1 }
      rank.broadcast(&values)
      let text = rank.broadcast(lengthAnd: rank.rank == 0 ? Array("rank".utf8) : [], filler: 0)
      return (values, String(decoding: text, as: UTF8.self))
    }
    #expect(results.map(\.0) == Array(repeating: [0, 1, 4, 9, 16], count: size))
    #expect(results.map(\.1) == Array(repeating: "rank", count: size))
  }

  @Test("rank 0 collects arrays of any length in the order of the ranks", arguments: 1...5)
  func gather(_ size: Int) {
    let results = ThreadRank.run(size) { rank in
      rank.barrier()
      return rank.gather([Int](repeating: rank.rank, count: rank.rank), filler: 0)
    }
    #expect(results[0] == (0..<size).map { [Int](repeating: $0, count: $0) })
    for result in results.dropFirst() { #expect(result.isEmpty) }
  }

  @Test("an exchange gives every rank the parts of all", arguments: 1...5)
  func exchange(_ size: Int) {
    // Parts of 0, 1, 2… values.
    let parts = (0..<size).map { $0 * ($0 - 1) / 2..<$0 * ($0 + 1) / 2 }
    let count = parts.last?.upperBound ?? 0
    let results = ThreadRank.run(size) { rank in
      var values = [Float](repeating: -1, count: count)
      for index in parts[rank.rank] { values[index] = Float(index) }
      rank.exchange(&values, parts: parts)
      return values
    }
    let expected = (0..<count).map(Float.init)
    #expect(results == Array(repeating: expected, count: size))
  }

  @Test("shards are shared in their order, none left out", arguments: [(1, 1), (4, 3), (64, 7)])
  func shares(_ count: Int, _ size: Int) {
    let shares = ThreadRank.run(size) { $0.share(of: count) }
    let all: [Int] = shares.flatMap { Array($0) }
    #expect(all == Array(0..<count))
    for share in shares { #expect(abs(share.count - count / size) <= 1) }
  }
}
