internal import Metrics
internal import Synchronization

/// Keeps metrics and prints them in the text format of Prometheus, version 0.0.4.
final class PrometheusFactory: MetricsFactory, Sendable {
  private let series = Mutex<[String: PrometheusFamily]>([:])
  private let help: [String: String]

  /// Creates a factory without metrics.
  ///
  /// - Parameter help: what metrics mean, by their labels.
  init(help: [String: String] = [:]) { self.help = help }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    value(label, .counter, dimensions)
  }

  func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    value(label, .counter, dimensions)
  }

  func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    value(label, .gauge, dimensions)
  }

  func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    value(label, aggregate ? .histogram : .gauge, dimensions)
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    value(label, .histogram, dimensions)
  }

  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  func destroyMeter(_ handler: any MeterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}

  private func value(
    _ label: String, _ kind: PrometheusFamily.Kind, _ dimensions: [(String, String)]
  ) -> PrometheusValue {
    let name = Self.name(label)
    let labels = Self.labels(dimensions)
    return series.withLock { series in
      let family = series[name] ?? PrometheusFamily(kind: kind, help: help[label] ?? label)
      series[name] = family
      if let value = family.values[labels] { return value }
      let value = PrometheusValue(family.kind)
      series[name]?.values[labels] = value
      return value
    }
  }

  /// All metrics, sorted by name.
  var text: String {
    series.withLock { series in
      series.sorted { $0.key < $1.key }.map { $1.text($0) }.joined()
    }
  }

  /// A label with the characters that names can have.
  private static func name(_ label: String) -> String {
    String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ":") ? $0 : "_" })
  }

  /// Labels as they stand in braces.
  private static func labels(_ dimensions: [(String, String)]) -> String {
    dimensions.map { key, value in
      let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("\n", with: "\\n")
      return "\(name(key))=\"\(escaped)\""
    }.joined(separator: ",")
  }
}
