import ArgumentParser
import CharIO
import CharNumerics
import CharTraining
import Foundation

/// The command `charlm report`.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show training runs on a page with curves, side by side.",
    discussion: """
      RUN is a directory that charlm train writes, of a run that has ended, was stopped or is still \
      going. The page needs nothing from elsewhere.
      """)

  @Argument(help: "Model directories.")
  var runs: [String]

  @Option(
    help: """
      The page to write. (default: report.html in the directory of the run; of several runs, in the \
      current one)
      """)
  var out: String?

  @Flag(help: "Replace a file that is no such page.")
  var force = false

  @Flag(help: "Print one JSON object about the runs.")
  var json = false

  func validate() throws {
    if runs.contains("") || out == "" {
      throw ValidationError("A path is empty; name a directory or file.")
    }
  }

  func run() throws {
    let runs = NamedRun.all(try self.runs.map(RunHistory.init(directory:)))
    let path = out ?? defaultPath
    try PageFile.check(path, by: RunPage.generator, replaces: force)
    let now = Date()
    try AtomicFile.write([Array(RunPage(runs, now: now).text.utf8)], to: path)
    guard !json else {
      try Console.line(RunJSON(runs, page: path, now: now).object.text)
      return
    }
    for run in runs {
      for problem in run.history.problems {
        Console.warning("\(run.history.directory): \(problem)")
      }
    }
    try Console.write(Columns.text(table(runs, now), left: [1]))
    let comparison = RunComparison(runs)
    for run in runs where !comparison.different.isEmpty {
      try Console.line("\(run.name): \(comparison.line(run.number))")
    }
    try Console.line(path)
  }

  private var defaultPath: String {
    let name = "report.html"
    guard runs.count == 1, let run = runs.first else { return name }
    return run.hasSuffix("/") ? run + name : "\(run)/\(name)"
  }

  /// The runs in few words.
  private func table(_ runs: [NamedRun], _ now: Date) -> [[String]] {
    [["run", "state", "steps", "time", "parameters", "best validation", "at step"]]
      + runs.map { run in
        [
          run.name, run.history.state(now: now).words, run.steps?.grouped ?? "–",
          run.history.training.last?.seconds?.duration ?? "–",
          run.history.parameters?.grouped ?? "–", run.history.best?.nats.fixed(4) ?? "–",
          run.history.best.map { Int($0.step).grouped } ?? "–",
        ]
      }
  }
}
