internal import CharIO
internal import CharTraining
public import Foundation

/// Training runs side by side: an HTML page with curves, a table, and JSON.
///
///     let report = try RunReport(directories: ["models/songs", "models/prose"])
///     try Data(report.html.utf8).write(to: URL(fileURLWithPath: "report.html"))
///
/// Runs may be complete, stopped or still going; missing or damaged parts are reported and skipped.
public struct RunReport {
  private let runs: [NamedRun]
  private let now: Date

  /// Reads runs from their model directories.
  ///
  /// - Parameters:
  ///   - directories: the model directories.
  ///   - now: the current time; runs with recent changes count as still going.
  /// - Throws: `FileError` if a directory contains no run.
  public init(directories: [String], now: Date = Date()) throws {
    runs = NamedRun.all(try directories.map(RunHistory.init(directory:)))
    self.now = now
  }

  /// Messages about missing or damaged parts, with their directories.
  public var problems: [String] {
    runs.flatMap { run in run.history.problems.map { "\(run.history.directory): \($0)" } }
  }

  /// A self-contained HTML page.
  public var html: String { RunPage(runs, now: now).text }

  /// Number of bytes at the start of a file that identify such a page.
  package static let head = 4096

  /// Returns true if a file with this start is such a page.
  package static func isPage(_ start: String) -> Bool {
    start.contains(HTMLPage.mark(of: RunPage.generator))
  }

  /// Returns the runs as a JSON object with stable keys.
  ///
  /// - Parameter page: the path of the HTML page.
  /// - Returns: the object in one line.
  public func json(page: String) -> String { RunJSON(runs, page: page, now: now).object.text }

  /// A table with one line per run, and the settings in which the runs differ.
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
    let isMixed = Set(runs.map(\.losses)).count > 1
    let notes = runs.filter { isMixed && !$0.losses.isEmpty }.map {
      $0.losses.note(on: $0.name) + "\n"
    }
    return TextTable([header] + rows, numbers: Set(2...6)).text + (differences + notes).joined()
  }
}
