import ArgumentParser
import CharIO
import CharReport

/// The command `charlm report`.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show training runs on a page with curves, side by side.",
    discussion: """
      RUN is a directory that charlm train writes, of a run that has ended, was stopped or is still \
      going. The page needs nothing from elsewhere.
      """)

  @Argument(help: "Model directories.")
  var runs: [String]

  @Option(
    name: .shortAndLong,
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
    let path = out ?? defaultPath
    try OutputFile.check(path, isNot: [], models: runs)
    let report = try RunReport(directories: runs)
    try PageFile.check(
      path, replaces: force, isPage: RunReport.isPage,
      advice: "name another file with --out, or give --force")
    try AtomicFile.write([Array(report.html.utf8)], to: path)
    guard !json else { return try Console.line(report.json(page: path)) }
    for problem in report.problems { Console.warning(problem) }
    try Console.write(report.text)
    try Console.line(path)
  }

  private var defaultPath: String {
    let name = "report.html"
    guard runs.count == 1, let run = runs.first else { return name }
    return run.hasSuffix("/") ? run + name : "\(run)/\(name)"
  }
}
