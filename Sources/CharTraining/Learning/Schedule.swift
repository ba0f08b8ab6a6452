internal import Foundation

/// The learning rate over the steps of a run, as a multiple of its peak.
public struct Schedule: Equatable, Sendable {
  /// The available shapes.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// Half a cosine from the peak down to `floor` over the whole run.
    case cosine
    /// The peak rate throughout.
    case constant
    /// Multiplied by `decay` every `decayEpochs` epochs.
    case step
    /// The same decay, spread evenly over the steps.
    case exponential
    /// Multiplied by `decay` after every evaluation without improvement.
    case plateau
  }

  /// The shape.
  public var kind = Kind.cosine
  /// Warm-up steps from 0 to the peak; nil = for cosine a twentieth of the run, at most 100,
  /// otherwise none.
  public var warmup: Int?
  /// Decay factor of step, exponential and plateau.
  public var decay = 0.5
  /// Epochs per decay of step and exponential.
  public var decayEpochs = 2.0
  /// Final value of the cosine.
  public var floor = 0.02

  /// Creates a cosine schedule.
  public init() {}

  /// The progress of a run.
  public struct Progress: Sendable {
    /// Number of updates so far.
    public var step: Int
    /// Total updates of the run.
    public var totalSteps: Int
    /// Completed fraction of the run, 0 to 1: by steps, or by time if that ends first.
    public var fraction: Double
    /// Epochs of training text read.
    public var epoch: Double
    /// Number of decays of plateau so far.
    public var falls: Int

    /// Creates the progress of a run.
    ///
    /// - Parameters:
    ///   - step: number of updates so far.
    ///   - totalSteps: total updates of the run.
    ///   - fraction: completed fraction of the run, 0 to 1.
    ///   - epoch: epochs of training text read.
    ///   - falls: number of decays of plateau so far.
    public init(step: Int, totalSteps: Int, fraction: Double, epoch: Double, falls: Int) {
      self.step = step
      self.totalSteps = totalSteps
      self.fraction = fraction
      self.epoch = epoch
      self.falls = falls
    }
  }

  /// Returns the number of warm-up steps.
  ///
  /// - Parameter totalSteps: total updates of the run.
  /// - Returns: the configured steps, or the default.
  func warmup(totalSteps: Int) -> Int {
    warmup ?? (kind == .cosine ? min(100, totalSteps / 20) : 0)
  }

  /// Returns the factor of the peak rate for the next update.
  ///
  /// - Parameter progress: the progress of the run.
  /// - Returns: a factor from 0 to 1.
  public func factor(_ progress: Progress) -> Double {
    let warmup = Double(warmup(totalSteps: progress.totalSteps))
    let start = warmup > 0 ? min(1, Double(progress.step + 1) / (warmup + 1)) : 1
    switch kind {
    case .constant: return start
    case .cosine:
      // The cosine begins where the warm-up ends.
      let skipped = progress.totalSteps > 0 ? min(0.5, warmup / Double(progress.totalSteps)) : 0
      let x = min(1, max(0, (progress.fraction - skipped) / (1 - skipped)))
      return start * (floor + (1 - floor) * (1 + cos(.pi * x)) / 2)
    case .step: return start * pow(decay, (progress.epoch / decayEpochs).rounded(.down))
    case .exponential: return start * pow(decay, progress.epoch / decayEpochs)
    case .plateau: return start * pow(decay, Double(progress.falls))
    }
  }
}
