internal import CharLM
internal import CharText
internal import CharTraining
internal import Foundation

/// One or more runs side by side as an HTML page.
struct RunPage {
  let runs: [NamedRun]
  private let now: Date

  /// Generator name that identifies a page of runs.
  static let generator = "charlm report"

  init(_ runs: [NamedRun], now: Date = Date()) {
    (self.runs, self.now) = (runs, now)
  }

  /// The HTML file.
  var text: String {
    HTMLPage(
      kind: "Training report", title: title, generator: Self.generator, header: header,
      main: ((runs.count > 1 ? [results, differences] + plots : plots + [results]) + [
        samples, settings,
      ]).filter { !$0.isEmpty }
        .joined(separator: "\n"),
      style: Self.style
    ).text
  }

  private var title: String {
    runs.count <= 3
      ? runs.map(\.name).joined(separator: ", ") : "\(runs.count) runs"
  }

  /// Key figures and problems.
  private var header: String {
    let problems = runs.flatMap { run in
      run.history.problems.map { runs.count == 1 ? $0 : "\(run.name): \($0)" }
    }
    let notices = problems.map { "<p class=\"notice\">\($0.escapedHTML)</p>" }
    var figures: [String] = []
    if runs.count == 1, let run = runs.first {
      let important = run.facts(now: now).filter(\.isImportant).map { ($0.value, $0.name) }
      figures = [HTMLPage.figures(important)]
    }
    return (figures + notices).joined(separator: "\n")
  }

  private var results: String {
    guard runs.count > 1 else {
      guard let run = runs.first else { return "" }
      let facts = run.facts(now: now).filter { !$0.isImportant }
      return HTMLPage.section("Run", [Self.list(facts.map { ($0.name, $0.value) })])
    }
    let all = runs.map { $0.facts(now: now) }
    // Columns in the order of the run with the most facts.
    var names = all.max { $0.count < $1.count }?.map(\.name) ?? []
    for fact in all.joined() where !names.contains(fact.name) { names.append(fact.name) }
    // Runs whose figures omit parts of the text are ranked separately.
    let isMixed = Set(runs.map(\.losses)).count > 1
    let best = runs.indices
      .filter { runs[$0].history.best != nil && !(isMixed && !runs[$0].losses.isEmpty) }
      .min { runs[$0].bestNats < runs[$1].bestNats }
    let rows = zip(runs, all).map { run, facts in
      [run.swatch + run.name.escapedHTML]
        + names.map { name in facts.first { $0.name == name }?.value.escapedHTML ?? "" }
    }
    let table = HTMLPage.table(
      ["run"] + names, cells: rows, numbers: Set(1...names.count).subtracting([1]),
      marked: Set(best.map { [$0] } ?? []))
    let note = HTMLPage.note(
      "The run with the lowest validation loss stands out."
        + (isMixed ? " Runs that are lossy read less than the text, and are not ranked." : ""))
    return HTMLPage.section("Results", best == nil ? [table] : [table, note])
  }
}
