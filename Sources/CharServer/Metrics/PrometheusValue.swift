internal import Metrics
internal import Synchronization

/// One metric: a number, or a histogram of seconds.
final class PrometheusValue: CounterHandler, FloatingPointCounterHandler, MeterHandler,
  RecorderHandler, TimerHandler
{
  private struct State {
    var sum = 0.0
    var count = 0
    var buckets: [Int]
  }

  /// The upper bounds of the parts of a histogram.
  private static let bounds = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
  ]

  private let kind: PrometheusFamily.Kind
  private let state: Mutex<State>

  init(_ kind: PrometheusFamily.Kind) {
    self.kind = kind
    let parts = kind == .histogram ? Self.bounds.count : 0
    state = Mutex(State(buckets: [Int](repeating: 0, count: parts)))
  }

  func increment(by amount: Int64) { increment(by: Double(amount)) }
  func increment(by amount: Double) { state.withLock { $0.sum += amount } }
  func decrement(by amount: Double) { state.withLock { $0.sum -= amount } }
  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { state.withLock { $0.sum = value } }
  func reset() { set(0.0) }
  func record(_ value: Int64) { record(Double(value)) }
  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  func record(_ value: Double) {
    guard kind == .histogram else { return set(value) }
    state.withLock { state in
      state.sum += value
      state.count += 1
      if let part = Self.bounds.firstIndex(where: { value <= $0 }) { state.buckets[part] += 1 }
    }
  }

  /// The lines of the metric.
  func text(_ name: String, _ labels: String) -> String {
    let state = state.withLock { $0 }
    let braces = labels.isEmpty ? "" : "{\(labels)}"
    guard kind == .histogram else { return "\(name)\(braces) \(state.sum)\n" }
    let comma = labels.isEmpty ? "" : ","
    var (text, below) = ("", 0)
    for (bound, count) in zip(Self.bounds, state.buckets) {
      below += count
      text += "\(name)_bucket{\(labels)\(comma)le=\"\(bound)\"} \(below)\n"
    }
    return text + "\(name)_bucket{\(labels)\(comma)le=\"+Inf\"} \(state.count)\n"
      + "\(name)_sum\(braces) \(state.sum)\n\(name)_count\(braces) \(state.count)\n"
  }
}
