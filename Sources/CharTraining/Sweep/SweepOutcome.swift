internal import CharLM
internal import Foundation

/// The outcome of a run of a sweep.
public struct SweepOutcome: Sendable {
  /// The state of a run.
  public enum State: Sendable, Equatable {
    /// The run has ended.
    case complete
    /// The run did not go on after a round of halving.
    case dropped
    /// The run was stopped, or is trained elsewhere.
    case unfinished
    /// The run has not begun.
    case waiting
    /// The run failed, with the reason.
    case failed(String)
  }

  /// The run.
  public let run: SweepRun
  /// Its state.
  public var state: State
  /// Updates so far.
  public var steps = 0
  /// Seconds of training so far.
  public var seconds = 0.0
  /// The lowest validation loss in nats per token, and its step; nil before the first evaluation,
  /// and without held-out text.
  public var nats: Double?, bestStep: Int?
  /// Bits per character at that step.
  public var bitsPerCharacter: Double?
  /// Number of weights; nil if nothing was saved yet.
  public var parameters: Int?

  /// Reads the state of a run from its directory.
  ///
  /// - Parameters:
  ///   - run: the run.
  ///   - failure: the reason for which it failed; nil if it did not.
  init(_ run: SweepRun, failure: String? = nil) {
    self.run = run
    state = failure.map { .failed($0) } ?? .waiting
    guard let history = try? RunHistory(directory: run.directory) else { return }
    // What is not in the checkpoint has yet to be done again.
    let checkpoint = ModelFile.checkpoint.path(in: run.directory)
    if let progress = TrainingCheckpoint.progress(at: checkpoint) {
      (steps, seconds) = (progress.step, progress.seconds)
      (nats, bestStep) = (progress.bestNats, progress.bestStep)
      bitsPerCharacter = progress.bestBits
    }
    parameters = history.parameters
    guard failure == nil else { return }
    let isSaved = steps >= Int(history.training.last?.step ?? 0)
    let hasEnded = isSaved && history.isComplete(RunLimits(run.configuration))
    state = hasEnded ? .complete : .unfinished
  }

  /// Returns the lowest validation loss within the first steps: bits per character, or nats per
  /// token if these are not known.
  func loss(within steps: Int) -> Double? {
    guard let history = try? RunHistory(directory: run.directory) else { return nil }
    return history.validation.filter { Int($0.step) <= steps }
      .map { $0.bitsPerCharacter ?? $0.nats }.min()
  }
}
