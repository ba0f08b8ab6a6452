internal import Foundation

/// Whether a run goes well, and how much the rate is lowered after it did not.
///
/// A run is in trouble when its loss or gradient is not finite, or when the loss explodes: for
/// `explodingSteps` steps in a row it is above twice the running median, and above what a network that
/// knows nothing loses. A text that changes its language makes the loss jump too, but not for long above
/// knowing nothing.
struct Stability: Codable, Equatable {
  /// Losses of the last calm steps.
  private var losses: [Double] = []
  /// Exploding steps in a row.
  private var exploding = 0
  /// How often the run went back.
  private(set) var recoveries = 0
  /// How often the rate is halved now.
  private(set) var halvings = 0
  /// When the last of these happened, or was taken back.
  private var changedAt = 0

  enum CodingKeys: String, CodingKey {
    case losses, exploding, recoveries, halvings
    case changedAt = "changed_at"
  }

  /// Steps whose losses the median is of.
  private static let memory = 51
  private static let explodingSteps = 5
  /// Steps without trouble after which one halving is taken back.
  private static let calmSteps = 200

  /// What the schedule's rate is multiplied by.
  var rateFactor: Double { pow(0.5, Double(halvings)) }

  /// Whether the last steps were like those before.
  var isCalm: Bool { exploding == 0 }

  /// Takes the loss of a step that was applied.
  ///
  /// - Parameters:
  ///   - loss: nats per token.
  ///   - ignorance: what a network that knows nothing loses: the logarithm of the vocabulary's size.
  ///   - step: updates done.
  /// - Returns: whether the loss explodes.
  mutating func explodes(_ loss: Double, ignorance: Double, step: Int) -> Bool {
    let usual = losses.isEmpty ? ignorance : losses.sorted()[losses.count / 2]
    guard loss > 2 * min(usual, ignorance) && loss > 1.5 * ignorance else {
      exploding = 0
      losses.append(loss)
      if losses.count > Self.memory { losses.removeFirst() }
      if halvings > 0, step - changedAt >= Self.calmSteps {
        halvings -= 1
        changedAt = step
      }
      return false
    }
    exploding += 1
    return exploding >= Self.explodingSteps
  }

  /// Goes back to an earlier step with half the rate.
  ///
  /// - Parameters:
  ///   - earlier: the stability at that step.
  ///   - step: that step.
  mutating func recover(to earlier: Stability, step: Int) {
    losses = earlier.losses
    exploding = 0
    recoveries += 1
    halvings += 1
    changedAt = step
  }
}
