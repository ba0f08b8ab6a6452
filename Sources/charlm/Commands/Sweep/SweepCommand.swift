import ArgumentParser
import CharIO
import CharReport
import CharTraining

/// The command `charlm sweep`.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Train many runs that differ in some settings, and compare them.",
    discussion: """
      FILE is a run file in YAML or JSON with several values of some settings: grid, random, seeds, \
      halving; see docs/sweeps.md. Runs are trained side by side; the same command goes on where a \
      sweep was stopped, and repeats no run that has ended. The first Ctrl-C saves all runs.
      """)

  @Argument(help: "The sweep: a file in YAML or JSON.")
  var file: String

  @Option(
    name: .shortAndLong,
    help: "The directory for the runs, the table and the page. (default: out of the file)")
  var out: String?

  @Option(
    help: """
      Runs side by side; results do not depend on it. (default: the number of processors, divided by \
      the threads of a run)
      """)
  var jobs: Int?

  @Flag(
    help: """
      Train nothing: print the command of each run that has not ended, for xargs, GNU parallel or a \
      Slurm array.
      """)
  var print = false

  @Flag(help: "Train nothing: show the results so far.")
  var results = false

  @Flag(help: "Print one JSON object a run, and a summary.")
  var json = false

  func validate() throws {
    if file.isEmpty || out == "" {
      throw ValidationError("A path is empty; name a file or directory.")
    }
    if let jobs, !(1...4096).contains(jobs) {
      throw ValidationError("jobs: \(jobs) is out of range; give 1 to 4096.")
    }
    if print && results { throw ValidationError("Give --print or --results, not both.") }
    if print && json {
      throw ValidationError("--print prints commands, which have no JSON; leave out --json.")
    }
  }

  func run() throws {
    let sweepFile = try SweepFile(yaml: TextInput.read(file), path: file)
    guard !sweepFile.corpus.isEmpty else {
      throw Failure("\(file): names no text; write corpus: FILE")
    }
    guard let directory = out ?? sweepFile.out else {
      throw Failure("\(file): names no directory; write out: DIR, or give --out DIR")
    }
    let arguments = try sweepFile.options.flatMap { try ConfigurationFile.flags(of: $0, file) }
    let (corpus, cache) = try Self.options(arguments, file)
    let sources = TrainingSources(
      corpus: sweepFile.corpus, validation: sweepFile.validation, options: corpus)
    let sweep = try Sweep(sweepFile, sources, directory: directory, cache: cache.tokens)
    for run in sweep.runs { try sources.checkDirectory(run.directory) }
    let outputs = Self.files(in: directory)
    for output in [outputs.csv, outputs.page] {
      try OutputFile.check(output, isNot: [file] + sources.corpus + sources.validation)
    }
    if self.print {
      return try SweepCommands(sweep, sources, arguments, file: file).show()
    }
    let report = SweepView(file: file, .command)
    let outcome = results ? sweep.results : try train(sweep, report)
    try finish(outcome, in: directory)
    if outcome.isStopped {
      Console.note("stopped; \(outcome.left) runs are left: go on with the same command")
    }
    guard outcome.failures.isEmpty else {
      throw Failure(
        "\(outcome.failures.count) of \(outcome.outcomes.count) runs failed; the same command tries "
          + "them again")
    }
  }

  private func train(_ sweep: Sweep, _ view: SweepView) throws -> SweepResults {
    Interrupt.listen()
    return try sweep.run(jobs: jobs, shouldStop: { Interrupt.isRequested }) { view.show($0) }
  }

  /// Returns the options of texts that a sweep file gives.
  private static func options(
    _ arguments: [String], _ file: String
  ) throws -> (CorpusOptions, CacheOption) {
    let caches = arguments.filter { $0.hasPrefix("--cache=") }
    do {
      return (
        try CorpusOptions.parse(arguments.filter { !caches.contains($0) }),
        try CacheOption.parse(caches)
      )
    } catch { throw Failure("\(file): \(CorpusOptions.message(for: error))") }
  }

  /// The table and the page of a sweep.
  private static func files(in directory: String) -> (csv: String, page: String) {
    ("\(directory)/sweep.csv", "\(directory)/report.html")
  }

  /// Prints the results and writes the table and the page.
  private func finish(_ results: SweepResults, in directory: String) throws {
    let report = SweepReport(results)
    let trained = results.outcomes.filter { $0.steps > 0 }.map(\.run.directory)
    var (csv, page): (String?, String?)
    if !trained.isEmpty {
      let paths = Self.files(in: directory)
      try AtomicFile.write([Array(report.csv.utf8)], to: paths.csv)
      try PageFile.check(
        paths.page, replaces: false, isPage: RunReport.isPage, advice: "move it away")
      try AtomicFile.write(
        [Array(try RunReport(directories: trained).html.utf8)], to: paths.page)
      (csv, page) = paths
    }
    guard !json else {
      for run in report.runs { try Console.line(run.text) }
      return try Console.line(report.summary(csv: csv, page: page).text)
    }
    try Console.write(report.text)
    for failure in results.failures {
      Console.note("\(failure.run.name) failed: \(failure.reason.withFlags)")
    }
    for path in [csv, page].compactMap({ $0 }) { try Console.line(path) }
  }
}
