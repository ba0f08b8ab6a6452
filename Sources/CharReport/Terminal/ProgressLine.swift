internal import CharIO

/// A progress line on standard error: updated in place with a bar on a terminal, otherwise a plain
/// line every few seconds.
package struct ProgressLine {
  /// Time between lines; nil = no lines.
  private let interval: Duration?
  private var last: ContinuousClock.Instant?
  private var isShown = false

  /// Maximum and minimum bar width.
  private static let (longest, shortest) = (30, 8)

  /// Creates a progress display.
  ///
  /// - Parameters:
  ///   - plain: Time between lines if there is no terminal; nil = no lines.
  ///   - waits: True if the first line is delayed too.
  package init(plain: Duration?, waits: Bool) {
    interval = Console.isTerminal ? .milliseconds(100) : plain
    last = waits ? .now : nil
  }

  /// True if the next line is due.
  package var isDue: Bool {
    guard let interval else { return false }
    return last.map { $0.duration(to: .now) >= interval } ?? true
  }

  /// Returns true if the terminal has space for a bar beside a text.
  static func hasRoom(beside text: String) -> Bool { room(beside: text) >= shortest }

  private static func room(beside text: String) -> Int { Console.width - 1 - text.count - 2 }

  /// Shows a text, and the completed fraction, 0 to 1, if known.
  package mutating func show(_ text: String, fraction: Double?) {
    last = .now
    isShown = true
    guard Console.isTerminal else { return Console.note(text) }
    var line = String(text.prefix(Console.width - 1))
    if let fraction, Self.hasRoom(beside: text) {
      let width = min(Self.longest, Self.room(beside: text))
      let done = Int(Double(width) * min(1, fraction))
      let bar = Console.paint(String(repeating: "━", count: done), 36)
      line = "\(bar)\(String(repeating: "─", count: width - done))  \(text)"
    }
    Console.raw("\r\u{1B}[K" + line)
  }

  /// Clears the line for other output; the next one is shown immediately.
  package mutating func clear() {
    guard Console.isTerminal, isShown else { return }
    Console.raw("\r\u{1B}[K")
    isShown = false
    last = nil
  }
}
