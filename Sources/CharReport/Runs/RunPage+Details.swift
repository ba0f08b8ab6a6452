internal import CharIO
internal import CharTraining

extension RunPage {
  private static let sampleLimit = 8
  private static let sampleLength = 1200

  // MARK: - Samples

  /// Samples of each run in order; runs side by side if space permits.
  var samples: String {
    let written = runs.filter { !$0.history.samples.isEmpty }
    guard !written.isEmpty else { return "" }
    let columns = written.map { run in
      let name = runs.count == 1 ? "" : "<h3>\(run.swatch)\(run.name.escapedHTML)</h3>"
      return "<div>\(name)\(chosen(run).map { sample($0, of: run) }.joined(separator: "\n"))</div>"
    }
    let kind = runs.count == 1 ? "samples" : "columns"
    return HTMLPage.section(
      "Samples over time", ["<div class=\"\(kind)\">\(columns.joined(separator: "\n"))</div>"])
  }

  /// Returns the first and the last sample, and some between them.
  private func chosen(_ run: NamedRun) -> [SamplePoint] {
    let all = run.history.samples
    guard all.count > Self.sampleLimit else { return all }
    return (0..<Self.sampleLimit).map { all[$0 * (all.count - 1) / (Self.sampleLimit - 1)] }
  }

  private func sample(_ sample: SamplePoint, of run: NamedRun) -> String {
    let step = Double(sample.step)
    var words = ["step \(sample.step.grouped)"]
    if let epoch = run.history.place(of: step, on: \.epoch) {
      words.append("epoch \(epoch.fixed(2))")
    }
    if let measured = run.history.validation.last(where: { $0.step <= step }) {
      words.append("validation \(measured.nats.fixed(3))")
    }
    let text = String(sample.text.prefix(Self.sampleLength))
    let rest = sample.text.count > Self.sampleLength ? "…" : ""
    return "<article><h4>\(words.joined(separator: " · "))</h4>"
      + "<pre dir=\"auto\">\((text + rest).escapedHTML)</pre></article>"
  }

  // MARK: - Settings

  /// Settings by flag that differ between several runs.
  var differences: String {
    let comparison = RunComparison(runs)
    guard comparison.isKnown else { return "" }
    guard !comparison.different.isEmpty else {
      return HTMLPage.section("Settings", [HTMLPage.note("All runs have the same settings.")])
    }
    let rows = comparison.different.map { name in
      [name.escapedHTML] + runs.indices.map { comparison.value(of: name, run: $0).escapedHTML }
    }
    return HTMLPage.section(
      "Settings that differ",
      [
        HTMLPage.table(
          ["what differs"] + runs.map(\.name), cells: rows, numbers: [], marked: Set(rows.indices))
      ])
  }

  /// Settings by flag that are the same in all runs.
  var settings: String {
    let comparison = RunComparison(runs)
    guard !comparison.same.isEmpty else { return "" }
    let list = Self.list(comparison.same.map { ($0, comparison.value(of: $0, run: nil)) })
    return HTMLPage.section(
      "Settings", (runs.count > 1 ? ["<h3>the same in all</h3>"] : []) + [list])
  }

  /// Formats names and values, in columns if space permits.
  static func list(_ rows: [(String, String)]) -> String {
    let facts = HTMLPage.facts(rows.map { (name: $0.0, value: $0.1) })
    return "<div class=\"settings\">\(facts)</div>"
  }
}
