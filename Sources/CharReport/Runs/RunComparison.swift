internal import CharTraining

/// The settings of several runs by flag name, divided into different and equal ones.
struct RunComparison {
  /// Names of the settings in alphabetical order.
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
    // A run without known settings does not count.
    let known = settings.filter { !$0.isEmpty }
    let names = Set(known.flatMap(\.keys)).sorted()
    different = names.filter { name in Set(known.map { $0[name] ?? "" }).count > 1 }
    same = names.filter { [different] in !different.contains($0) }
  }

  /// True if any settings are known.
  var isKnown: Bool { settings.contains { !$0.isEmpty } }

  /// Returns the value of a setting.
  ///
  /// - Parameters:
  ///   - name: the setting.
  ///   - run: the index of the run; nil for a value shared by all.
  /// - Returns: the value, `–` if it is not set, and `?` if the run's settings are unknown.
  func value(of name: String, run: Int?) -> String {
    guard let run else { return settings.compactMap { $0[name] }.first ?? "–" }
    return settings[run][name] ?? (settings[run].isEmpty ? "?" : "–")
  }

  /// Describes the distinctive settings of a run in one line; empty if there are none.
  func line(_ run: Int) -> String {
    different.map { "\($0) \(value(of: $0, run: run))" }.joined(separator: ", ")
  }
}
