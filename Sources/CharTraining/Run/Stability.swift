internal import Foundation

/// Detects instability of a run and lowers the rate after a recovery.
///
/// A run is unstable if its loss or gradient is not finite, or if the loss explodes: for
/// `explodingSteps` consecutive steps it exceeds twice the running median and the loss of a uniform
/// prediction. A change of language in the text raises the loss too, but not above that for long.
struct Stability: Codable, Equatable {
  /// Losses of the last stable steps.
  private var losses: [Double] = []
  /// Number of consecutive exploding steps.
  private var exploding = 0
  /// Number of recoveries.
  private(set) var recoveries = 0
  /// Number of halvings of the rate now in effect.
  private(set) var halvings = 0
  /// Step of the last halving or its reversal.
  private var changedAt = 0

  enum CodingKeys: String, CodingKey {
    case losses, exploding, recoveries, halvings
    case changedAt = "changed_at"
  }

  /// Number of losses in the running median.
  private static let memory = 51
  private static let explodingSteps = 5
  /// Stable steps after which one halving is reversed.
  private static let calmSteps = 200

  /// The factor applied to the scheduled rate.
  var rateFactor: Double { pow(0.5, Double(halvings)) }

  /// True if the last step was stable.
  var isCalm: Bool { exploding == 0 }

  /// Records the loss of an applied step.
  ///
  /// - Parameters:
  ///   - loss: nats per token.
  ///   - ignorance: the loss of a uniform prediction: the logarithm of the vocabulary size.
  ///   - step: number of updates so far.
  /// - Returns: true if the loss explodes.
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

  /// Returns to an earlier step with half the rate.
  ///
  /// - Parameters:
  ///   - earlier: the stability at that step.
  ///   - step: the earlier step.
  mutating func recover(to earlier: Stability, step: Int) {
    losses = earlier.losses
    exploding = 0
    recoveries += 1
    halvings += 1
    changedAt = step
  }
}
