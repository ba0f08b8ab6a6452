/// A sum of −ln p over targets.
public struct LossSum: Sendable, Equatable {
  /// The sum in nats.
  public var nats: Double
  /// The number of targets.
  public var count: Int

  /// A sum, empty unless said otherwise.
  public init(nats: Double = 0, count: Int = 0) {
    self.nats = nats
    self.count = count
  }

  /// Nats per target; not a number of an empty sum.
  public var mean: Double { nats / Double(count) }

  /// Adds another sum.
  public static func += (sum: inout LossSum, other: LossSum) {
    sum.nats += other.nats
    sum.count += other.count
  }
}
