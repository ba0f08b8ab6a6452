internal import Foundation

/// Losses of one short run in which the learning rate grows from step to step: the range test of Smith
/// 2015 (https://arxiv.org/abs/1506.01186).
public struct RateSweep: Sendable, Equatable {
  /// One update.
  public struct Point: Sendable, Equatable {
    /// Its learning rate.
    public var rate: Double
    /// Loss of its batch in nats per token, before the update.
    public var nats: Double
    /// The mean of its loss and those of its neighbours.
    public var smoothed: Double
  }

  /// How a sweep ended.
  public enum Ending: String, Sendable {
    /// All rates were tried.
    case complete
    /// The loss rose far above its lowest.
    case exploded
    /// A loss or gradient was not finite.
    case notFinite = "not_finite"
    /// It was asked to stop.
    case stopped
  }

  /// Update by update.
  public private(set) var points: [Point] = []
  /// Why there are no more.
  public internal(set) var ending = Ending.complete

  /// Updates on either side that a mean is taken over: a tenth of a power of ten in all.
  private let reach: Int

  /// No update yet of some that are planned.
  init(steps: Int) { reach = max(1, steps / 60) }

  /// Adds an update.
  mutating func add(rate: Double, nats: Double) {
    points.append(Point(rate: rate, nats: nats, smoothed: nats))
    // The means that this loss belongs to.
    for index in max(0, points.count - 1 - reach)..<points.count {
      let around = points[max(0, index - reach)..<min(points.count, index + reach + 1)]
      points[index].smoothed = around.reduce(0) { $0 + $1.nats } / Double(around.count)
    }
  }

  /// How far above its lowest the loss may rise, as a factor.
  private static let explosion = 1.5

  /// Whether higher rates have nothing to tell: the last losses are far above the lowest.
  var explodes: Bool {
    guard points.count > 3, let lowest = points.map(\.smoothed).min() else { return false }
    return points.suffix(3).allSatisfy { $0.nats > Self.explosion * lowest }
  }

  /// The rate where the loss is lowest; above it training gets worse. Nil if no rate lowered it.
  public var lowest: Point? {
    guard let first = points.first, let lowest = points.min(by: { $0.smoothed < $1.smoothed })
    else { return nil }
    // A loss that wavers was not lowered.
    return lowest.smoothed < 0.98 * first.smoothed ? lowest : nil
  }

  /// The rate where the loss falls fastest, for each factor by which the rate grows.
  public var steepest: Point? {
    guard let lowest, points.count > 2 else { return nil }
    let falling = points.filter { $0.rate <= lowest.rate }
    let span = max(1, reach)
    let falls = falling.indices.dropFirst(2 * span).map { index in
      (falling[index - 2 * span].smoothed - falling[index].smoothed, falling[index - span])
    }
    return falls.max { $0.0 < $1.0 }?.1 ?? lowest
  }

  /// How far the advised rate is below that of the lowest loss, at least.
  public static let margin = 3.0

  /// The rate to train at, to two digits: half way, as factors go, from the rate where the loss falls
  /// fastest to that where it is lowest, and no more than a third of the latter. The one is safe and slow,
  /// the other the edge of what works. Nil if no rate lowered the loss.
  public var advisedRate: Double? {
    guard let lowest, let steepest else { return nil }
    let rate = min((lowest.rate * steepest.rate).squareRoot(), lowest.rate / Self.margin)
    // Through the decimal, so that it reads as it is meant.
    return Double(String(format: "%.1e", rate))
  }
}
