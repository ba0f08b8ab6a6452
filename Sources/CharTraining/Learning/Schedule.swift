internal import Foundation

/// The learning rate over the steps of a run, as a multiple of its peak.
public struct Schedule: Equatable, Sendable {
  /// The shapes that a configuration can name.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// Half a cosine from the peak down to `floor`, over the whole run.
    case cosine
    /// The peak throughout.
    case constant
    /// Times `decay` after every `decayEpochs` epochs.
    case step
    /// The same, spread evenly over the steps.
    case exponential
    /// Times `decay` after every evaluation without gain.
    case plateau
  }

  /// Which shape.
  public var kind = Kind.cosine
  /// Steps from 0 up to the peak; nil = with cosine a twentieth of the run, 100 at most, else none.
  public var warmup: Int?
  /// What step, exponential and plateau multiply by.
  public var decay = 0.5
  /// Epochs between the falls of step, and in which exponential falls once.
  public var decayEpochs = 2.0
  /// Where the cosine ends.
  public var floor = 0.02

  /// A cosine.
  public init() {}

  /// Where a run stands.
  public struct Progress: Sendable {
    /// Updates done.
    public var step: Int
    /// Updates of the whole run.
    public var totalSteps: Int
    /// How much of the run is done, 0 to 1: by steps, or by time if that ends first.
    public var fraction: Double
    /// How often the training text was read.
    public var epoch: Double
    /// Evaluations in a row, so far, that called for a fall of plateau.
    public var falls: Int

    /// Where a run stands.
    ///
    /// - Parameters:
    ///   - step: updates done.
    ///   - totalSteps: updates of the whole run.
    ///   - fraction: how much of the run is done, 0 to 1.
    ///   - epoch: how often the training text was read.
    ///   - falls: falls of plateau so far.
    public init(step: Int, totalSteps: Int, fraction: Double, epoch: Double, falls: Int) {
      self.step = step
      self.totalSteps = totalSteps
      self.fraction = fraction
      self.epoch = epoch
      self.falls = falls
    }
  }

  /// Steps from 0 up to the peak.
  ///
  /// - Parameter totalSteps: updates of the whole run.
  /// - Returns: those that are set, or what stands for none.
  func warmup(totalSteps: Int) -> Int {
    warmup ?? (kind == .cosine ? min(100, totalSteps / 20) : 0)
  }

  /// The multiple of the peak for the next update.
  ///
  /// - Parameter progress: where the run stands.
  /// - Returns: a number from 0 to 1.
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
