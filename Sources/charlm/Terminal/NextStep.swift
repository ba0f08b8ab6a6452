import CharIO
import CharReport
import CharTraining

/// The end of a training run on a text: how good the model is, and the command to type next.
enum NextStep {
  /// Prints a verdict and a command.
  ///
  /// - Parameters:
  ///   - summary: the summary of the run.
  ///   - out: the model directory.
  static func show(_ summary: TrainingSummary, of out: String) {
    guard summary.ending != .stopped else { return }
    if let quality = summary.quality { Console.note("result: \(quality)") }
    Console.note("next: charlm sample \(out.shellWord)")
  }
}
