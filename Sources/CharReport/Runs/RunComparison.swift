internal import CharTraining

/// The settings of some runs, by the names of their flags: those that differ, and those that do not.
struct RunComparison {
  /// Their names, in alphabetical order.
  let different, same: [String]
  private let settings: [[String: String]]

  init(_ runs: [NamedRun]) {
    settings = runs.map { run in
      var settings = run.history.settings
      let corpus = run.history.corpus
      if !corpus.isEmpty {
        settings["corpus"] =
          corpus.prefix(3).joined(separator: ", ")
          + (corpus.count > 3 ? " and \(corpus.count - 3) more" : "")
      }
      return settings
    }
    // A run of which nothing is known differs in nothing.
    let known = settings.filter { !$0.isEmpty }
    let names = Set(known.flatMap(\.keys)).sorted()
    different = names.filter { name in Set(known.map { $0[name] ?? "" }).count > 1 }
    same = names.filter { [different] in !different.contains($0) }
  }

  /// Whether anything is known.
  var isKnown: Bool { settings.contains { !$0.isEmpty } }

  /// The value of a setting.
  ///
  /// - Parameters:
  ///   - name: the setting.
  ///   - run: the run by its place; nil for one that all have.
  /// - Returns: it, `–` where it is not set, and `?` where nothing is known of the run.
  func value(of name: String, run: Int?) -> String {
    guard let run else { return settings.compactMap { $0[name] }.first ?? "–" }
    return settings[run][name] ?? (settings[run].isEmpty ? "?" : "–")
  }

  /// What is particular about a run, in a line; empty if nothing is.
  func line(_ run: Int) -> String {
    different.map { "\($0) \(value(of: $0, run: run))" }.joined(separator: ", ")
  }
}
