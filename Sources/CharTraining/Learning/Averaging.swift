internal import CharNumerics
internal import Foundation

/// Which mean of the weights is measured beside them, and kept where it is the better.
public struct Averaging: Equatable, Sendable {
  /// The means that a configuration can name.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// The exponential moving average: what is older counts less, by `decay` a step.
    case ema
    /// The mean of all weights since validation stopped to gain (Polyak and Juditsky 1992; the trigger
    /// after Merity et al. 2018, https://arxiv.org/abs/1708.02182).
    case polyak
  }

  /// Which one.
  public var kind: Kind
  /// How much of the exponential average is left a step later.
  public var decay = 0.998

  /// Evaluations without gain that start Polyak's mean.
  static let trigger = 2

  /// The exponential moving average.
  public init() { self.init(.ema) }

  /// A mean of the weights.
  ///
  /// - Parameter kind: Which one.
  public init(_ kind: Kind) { self.kind = kind }
}

/// A running mean of weights.
struct WeightAverage {
  private(set) var mean: Parameters
  /// How many weights it is of; 0 before it starts.
  private(set) var count: Int

  /// Steps between the weights that are taken, so that averaging costs next to nothing.
  private static let stride = 4

  init(_ layout: ParameterLayout) { (mean, count) = (Parameters(layout: layout), 0) }

  /// One that goes on.
  init(_ mean: Parameters, count: Int) { (self.mean, self.count) = (mean, count) }

  /// Takes the weights of a step.
  mutating func add(_ parameters: Parameters, step: Int, _ averaging: Averaging, team: Team) {
    guard step % Self.stride == 0 else { return }
    count += 1
    // The first weights are a plain mean, for there is nothing older yet.
    let plain = 1 / Double(count)
    let share =
      averaging.kind == .polyak
      ? plain : max(plain, 1 - pow(averaging.decay, Double(Self.stride)))
    mean.move(toward: parameters, by: Float(share), team: team)
  }
}
