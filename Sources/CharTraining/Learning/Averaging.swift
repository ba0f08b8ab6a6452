internal import CharNumerics
internal import Foundation

/// Weight averaging: the mean is evaluated alongside the weights and saved if it is better.
public struct Averaging: Equatable, Sendable {
  /// The available kinds of averaging.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// Exponential moving average with decay `decay` per step.
    case ema
    /// The mean of all weights since validation stopped improving (Polyak and Juditsky 1992;
    /// trigger after Merity et al. 2018, https://arxiv.org/abs/1708.02182).
    case polyak
  }

  /// The kind of averaging.
  public var kind: Kind
  /// EMA decay per step.
  public var decay = 0.998

  /// Evaluations without improvement that start Polyak averaging.
  static let trigger = 2

  /// Creates an exponential moving average.
  public init() { self.init(.ema) }

  /// Creates a weight averaging.
  ///
  /// - Parameter kind: the kind of averaging.
  public init(_ kind: Kind) { self.kind = kind }
}

/// A running mean of weights.
struct WeightAverage {
  private(set) var mean: Parameters
  /// Number of averaged weights; 0 before averaging starts.
  private(set) var count: Int

  /// Steps between averaged weights, so that averaging is cheap.
  private static let stride = 4

  init(_ layout: ParameterLayout) { (mean, count) = (Parameters(layout: layout), 0) }

  /// Continues from an earlier mean.
  init(_ mean: Parameters, count: Int) { (self.mean, self.count) = (mean, count) }

  /// Adds the weights of a step.
  mutating func add(_ parameters: Parameters, step: Int, _ averaging: Averaging, team: Team) {
    guard step % Self.stride == 0 else { return }
    count += 1
    // The first weights are averaged equally, since there are no older ones yet.
    let plain = 1 / Double(count)
    let share =
      averaging.kind == .polyak
      ? plain : max(plain, 1 - pow(averaging.decay, Double(Self.stride)))
    mean.move(toward: parameters, by: Float(share), team: team)
  }
}
