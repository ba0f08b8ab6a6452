/// An event of a sweep.
public enum SweepEvent: Sendable {
  /// A round of successive halving begins: it ends after the given steps of each of its runs.
  case round(number: Int, of: Int, steps: Int, runs: Int)
  /// A number of runs begins, some of them side by side.
  case started(runs: Int, jobs: Int)
  /// An update of a run.
  case step(SweepRun, StepReport)
  /// A run ended, paused or failed.
  case ended(SweepOutcome)
  /// A problem of the text that does not affect training.
  case warning(String)
}
