import CharTraining

extension RunPage {
  private static let sampleLimit = 8
  private static let sampleLength = 1200

  // MARK: - Samples

  /// What each run wrote, from early to late; runs side by side where there is room.
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

  /// The first, the last, and some between them.
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

  /// Settings by their flags; of several runs first what differs.
  var settings: String {
    var all = runs.map { run in
      var settings = run.history.settings
      if !run.history.corpus.isEmpty {
        settings["corpus"] =
          run.history.corpus.prefix(3).joined(separator: ", ")
          + (run.history.corpus.count > 3 ? " and \(run.history.corpus.count - 3) more" : "")
      }
      return settings
    }
    let names = Set(all.flatMap(\.keys)).sorted()
    guard !names.isEmpty else { return "" }
    guard runs.count > 1 else {
      let rows = names.map { ($0, all[0][$0] ?? "") }
      return HTMLPage.section("Settings", [Self.list(rows)])
    }
    // A run of which nothing is known differs in nothing.
    let known = all.filter { !$0.isEmpty }
    let different = names.filter { name in Set(known.map { $0[name] ?? "" }).count > 1 }
    let same = names.filter { !different.contains($0) }
    for index in all.indices where all[index].isEmpty {
      for name in different { all[index][name] = "?" }
    }
    var blocks: [String] = []
    if different.isEmpty {
      blocks.append(HTMLPage.note("All runs have the same settings."))
    } else {
      let rows = different.map { name in
        [name.escapedHTML] + all.map { ($0[name] ?? "–").escapedHTML }
      }
      blocks.append(
        HTMLPage.table(
          ["what differs"] + runs.map(\.name), cells: rows, numbers: [],
          marked: Set(rows.indices)))
    }
    if !same.isEmpty {
      blocks.append("<h3>the same in all</h3>")
      let rows = same.map { name in (name, known.first?[name] ?? "") }
      blocks.append(Self.list(rows))
    }
    return HTMLPage.section("Settings", blocks)
  }

  /// Names and values, in columns where there is room.
  static func list(_ rows: [(String, String)]) -> String {
    let facts = HTMLPage.facts(rows.map { (name: $0.0, value: $0.1) })
    return "<div class=\"settings\">\(facts)</div>"
  }
}
