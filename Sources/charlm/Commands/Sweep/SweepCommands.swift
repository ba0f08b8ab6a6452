import CharIO
import CharReport
import CharText
import CharTraining

/// The runs of a sweep as commands, one a line.
struct SweepCommands {
  private let sweep: Sweep
  private let sources: TrainingSources
  private let options: [String]
  private let file: String

  init(_ sweep: Sweep, _ sources: TrainingSources, _ options: [String], file: String) {
    (self.sweep, self.sources, self.options, self.file) = (sweep, sources, options, file)
  }

  /// Prints the commands of the runs that have not ended.
  func show() throws {
    guard !sweep.isHalving else {
      throw Failure(
        "\(file): with halving, each round depends on the one before, so that runs are no commands of "
          + "their own; leave out --print or halving")
    }
    for outcome in sweep.results.outcomes where outcome.state != .complete {
      try Console.line(try line(outcome.run))
    }
  }

  private func line(_ run: SweepRun) throws -> String {
    guard !run.isStarted else {
      return words(["charlm", "train", "--out", run.directory, "--resume"])
    }
    let settings = try run.entries.flatMap { try ConfigurationFile.flags(of: $0, file) }
    let valid = sources.validation.isEmpty ? [] : ["--valid"] + sources.validation
    return words(
      ["charlm", "train"] + sources.corpus + ["--out", run.directory, "--threads=\(sweep.threads)"]
        + settings + options + valid)
  }

  private func words(_ words: [String]) -> String {
    words.map(\.shellWord).joined(separator: " ")
  }
}
