import Foundation

/// How much of a corpus was read: a line that renews itself, on a terminal only.
struct ReadingProgress {
  private let verb: String
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now
  private var isShown = false

  /// - Parameter verb: What is being done, as in `reading`.
  init(_ verb: String) { self.verb = verb }

  /// Shows how far it is.
  mutating func show(_ bytes: Int, of total: Int?) {
    guard Console.isTerminal, last.duration(to: .now) > .milliseconds(100) else { return }
    last = .now
    isShown = true
    let seconds = start.duration(to: .now) / .seconds(1)
    let speed = "\((Double(bytes) / seconds / 1e6).fixed(0)) MB/s"
    guard let total, total > 0 else {
      return Console.raw("\r\u{1B}[K\(verb): \(bytes.bytes), \(speed)")
    }
    let share = min(1, Double(bytes) / Double(total))
    let width = max(8, min(30, Console.width - 40))
    let done = Int(Double(width) * share)
    let bar = Console.paint(String(repeating: "━", count: done), 36)
    Console.raw(
      "\r\u{1B}[K\(bar)\(String(repeating: "─", count: width - done))  "
        + "\(verb): \(Int(share * 100))%  \(speed)")
  }

  /// Makes room for other lines.
  mutating func clear() {
    if isShown { Console.raw("\r\u{1B}[K") }
    isShown = false
  }
}

extension Int {
  /// A size in bytes for people, in powers of ten.
  var bytes: String {
    switch self {
    case 1_000_000_000...: "\((Double(self) / 1e9).fixed(2)) GB"
    case 1_000_000...: "\((Double(self) / 1e6).fixed(2)) MB"
    case 10_000...: "\((Double(self) / 1e3).fixed(1)) kB"
    default: "\(grouped) bytes"
    }
  }
}
