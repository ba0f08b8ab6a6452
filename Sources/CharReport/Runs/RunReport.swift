internal import CharTraining
public import Foundation

/// Training runs side by side: a page with curves, a table, and an object for programs.
///
///     let report = try RunReport(directories: ["models/songs", "models/prose"])
///     try Data(report.html.utf8).write(to: URL(fileURLWithPath: "report.html"))
///
/// A run may have ended, have been stopped or still be going; what is missing or damaged is said and left
/// out.
public struct RunReport {
  private let runs: [NamedRun]
  private let now: Date

  /// Reads what runs left in their model directories.
  ///
  /// - Parameters:
  ///   - directories: the model directories.
  ///   - now: the time, by which a run that has written lately is taken for one that is going on.
  /// - Throws: `FileError` if a directory holds no run.
  public init(directories: [String], now: Date = Date()) throws {
    runs = NamedRun.all(try directories.map(RunHistory.init(directory:)))
    self.now = now
  }

  /// What is missing or damaged, with the directory it is missing in.
  public var problems: [String] {
    runs.flatMap { run in run.history.problems.map { "\(run.history.directory): \($0)" } }
  }

  /// A page for a browser that needs nothing from elsewhere.
  public var html: String { RunPage(runs, now: now).text }

  /// The start of a file, so many bytes of it, tells whether it is such a page.
  package static let head = 4096

  /// Whether a file that starts so is such a page.
  package static func isPage(_ start: String) -> Bool {
    start.contains(HTMLPage.mark(of: RunPage.generator))
  }

  /// One JSON object, whose names do not change.
  ///
  /// - Parameter page: where the page stands.
  /// - Returns: the object in one line.
  public func json(page: String) -> String { RunJSON(runs, page: page, now: now).object.text }

  /// A table with a line a run, and the settings in which the runs differ.
  public var text: String {
    let header = ["run", "state", "steps", "time", "parameters", "best validation", "at step"]
    let rows = runs.map { run in
      [
        run.name, run.history.state(now: now).words, run.steps?.grouped ?? "–",
        run.history.training.last?.seconds?.duration ?? "–",
        run.history.parameters?.grouped ?? "–", run.history.best?.nats.fixed(4) ?? "–",
        run.history.best.map { Int($0.step).grouped } ?? "–",
      ]
    }
    let comparison = RunComparison(runs)
    let differences =
      comparison.different.isEmpty
      ? [] : runs.map { "\($0.name): \(comparison.line($0.number))\n" }
    return TextTable([header] + rows, numbers: Set(2...6)).text + differences.joined()
  }
}
