internal import Foundation

/// Losses of a short run with a growing learning rate: the range test of Smith 2015
/// (https://arxiv.org/abs/1506.01186).
public struct RateSweep: Sendable, Equatable {
  /// One update.
  public struct Point: Sendable, Equatable {
    /// The learning rate.
    public var rate: Double
    /// Loss of the batch in nats per token or label, before the update.
    public var nats: Double
    /// The mean over this loss and its neighbors.
    public var smoothed: Double
  }

  /// Reason for the end of a sweep.
  public enum Ending: String, Sendable {
    /// All rates were tried.
    case complete
    /// The loss rose far above its lowest value.
    case exploded
    /// A loss or gradient was not finite.
    case notFinite = "not_finite"
    /// The sweep was stopped.
    case stopped
  }

  /// The updates in order.
  public private(set) var points: [Point] = []
  /// The reason for the end of the sweep.
  public internal(set) var ending = Ending.complete

  /// Number of neighbors on each side in a smoothed loss: a tenth of a power of ten in all.
  private let reach: Int

  /// Creates an empty sweep for a planned number of updates.
  init(steps: Int) { reach = max(1, steps / 60) }

  /// Adds an update.
  mutating func add(rate: Double, nats: Double) {
    points.append(Point(rate: rate, nats: nats, smoothed: nats))
    // Update the smoothed losses that include this one.
    for index in max(0, points.count - 1 - reach)..<points.count {
      let around = points[max(0, index - reach)..<min(points.count, index + reach + 1)]
      points[index].smoothed = around.reduce(0) { $0 + $1.nats } / Double(around.count)
    }
  }

  /// Factor by which the loss may rise above its lowest value.
  private static let explosion = 1.5

  /// True if the last losses are far above the lowest, so that higher rates are not informative.
  var explodes: Bool {
    guard points.count > 3, let lowest = points.map(\.smoothed).min() else { return false }
    return points.suffix(3).allSatisfy { $0.nats > Self.explosion * lowest }
  }

  /// The rate with the lowest loss, above which training gets worse; nil if no rate lowered the
  /// loss.
  public var lowest: Point? {
    guard let first = points.first, let lowest = points.min(by: { $0.smoothed < $1.smoothed })
    else { return nil }
    // A fluctuating loss does not count as lowered.
    return lowest.smoothed < 0.98 * first.smoothed ? lowest : nil
  }

  /// The rate at which the loss falls fastest on a logarithmic scale of rates.
  public var steepest: Point? {
    guard let lowest, points.count > 2 else { return nil }
    let falling = points.filter { $0.rate <= lowest.rate }
    let span = max(1, reach)
    let falls = falling.indices.dropFirst(2 * span).map { index in
      (falling[index - 2 * span].smoothed - falling[index].smoothed, falling[index - span])
    }
    return falls.max { $0.0 < $1.0 }?.1 ?? lowest
  }

  /// Minimum factor between the rate with the lowest loss and the advised rate.
  public static let margin = 3.0

  /// The advised rate to two digits: the geometric mean of the rates with the steepest fall (safe
  /// but slow) and with the lowest loss (the limit of stability), at most a third of the latter.
  /// Nil if no rate lowered the loss.
  public var advisedRate: Double? {
    guard let lowest, let steepest else { return nil }
    let rate = min((lowest.rate * steepest.rate).squareRoot(), lowest.rate / Self.margin)
    // Formatting and parsing rounds to a short decimal.
    return Double(String(format: "%.1e", rate))
  }
}
