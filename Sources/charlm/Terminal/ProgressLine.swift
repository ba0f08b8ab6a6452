import CharReport

/// A line on standard error that says how far some work is: on a terminal it renews itself, with a bar before
/// the text; elsewhere it is a plain line every few seconds.
struct ProgressLine {
  /// Time between lines; nil = none are written.
  private let interval: Duration?
  private var last: ContinuousClock.Instant?
  private var isShown = false

  /// The longest bar, and the shortest that says anything.
  private static let (longest, shortest) = (30, 8)

  /// - Parameters:
  ///   - plain: Time between lines where there is no terminal; nil = none are written there.
  ///   - waits: Whether that time passes before the first line too.
  init(plain: Duration?, waits: Bool) {
    interval = Console.isTerminal ? .milliseconds(100) : plain
    last = waits ? .now : nil
  }

  /// Whether it is time for the next line.
  var isDue: Bool {
    guard let interval else { return false }
    return last.map { $0.duration(to: .now) >= interval } ?? true
  }

  /// Whether a terminal has room for a bar beside a text.
  static func hasRoom(beside text: String) -> Bool { room(beside: text) >= shortest }

  private static func room(beside text: String) -> Int { Console.width - 1 - text.count - 2 }

  /// Shows a text, and how much is done, 0 to 1, if that is known.
  mutating func show(_ text: String, fraction: Double?) {
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

  /// Makes room for other lines; the next one comes at once.
  mutating func clear() {
    guard Console.isTerminal, isShown else { return }
    Console.raw("\r\u{1B}[K")
    isShown = false
    last = nil
  }
}
