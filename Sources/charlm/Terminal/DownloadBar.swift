import Foundation

/// How far a download is: a bar that renews itself on a terminal, a plain line every few seconds
/// elsewhere.
struct DownloadBar {
  private let name: String
  private let start = ContinuousClock.now
  private var lastPrint = 0.0
  private var isShown = false

  init(_ name: String) { self.name = name }

  /// Shows how many bytes are there, of how many if that is known.
  mutating func show(_ bytes: Int, of total: Int?) {
    let seconds = start.duration(to: .now) / .seconds(1)
    guard seconds - lastPrint >= (Console.isTerminal ? 0.1 : 5) else { return }
    lastPrint = seconds
    var text = "\(name)  \((Double(bytes) / 1e6).fixed(1)) MB"
    guard let total, total > 0 else {
      print(text)
      return
    }
    let fraction = min(1, Double(bytes) / Double(total))
    text += " of \((Double(total) / 1e6).fixed(1)) MB  \(Int(fraction * 100))%"
    let room = min(30, Console.width - 3 - text.count)
    if Console.isTerminal, room >= 8 {
      let done = Int(Double(room) * fraction)
      let bar = Console.paint(String(repeating: "━", count: done), 36)
      text = bar + String(repeating: "─", count: room - done) + "  " + text
    }
    print(text)
  }

  private mutating func print(_ text: String) {
    isShown = true
    if Console.isTerminal { Console.raw("\r\u{1B}[K" + text) } else { Console.note(text) }
  }

  /// Makes room for other lines.
  mutating func finish() {
    if Console.isTerminal, isShown { Console.raw("\r\u{1B}[K") }
    isShown = false
  }
}
