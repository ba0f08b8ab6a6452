/// The metrics of one name.
struct PrometheusFamily: Sendable {
  /// A type of metric.
  enum Kind: String, Sendable {
    case counter, gauge, histogram
  }

  var kind: Kind
  var help: String
  /// The values, by their labels.
  var values: [String: PrometheusValue] = [:]

  /// The lines of the metrics.
  func text(_ name: String) -> String {
    let help = help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    return "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
      + values.sorted { $0.key < $1.key }.map { labels, value in value.text(name, labels) }.joined()
  }
}
