/// Finds stop strings in a text that grows, and holds back text that may be the start of one.
struct StopMatcher: Sendable {
  private let stops: [[UInt8]]
  private var held: [UInt8] = []
  /// True if a stop string was found; it and the text after it are dropped.
  private(set) var hasStopped = false

  init(_ stops: [String]) { self.stops = stops.map { Array($0.utf8) }.filter { !$0.isEmpty } }

  /// Appends text, and returns text that can be shown.
  mutating func append(_ text: String) -> String {
    guard !hasStopped else { return "" }
    guard !stops.isEmpty else { return text }
    held += text.utf8
    return release(isEnd: false)
  }

  /// Returns the text that is held back, at the end of the text, up to a stop string in it.
  mutating func finish() -> String {
    hasStopped ? "" : release(isEnd: true)
  }

  private mutating func release(isEnd: Bool) -> String {
    var start = 0
    while start < held.count {
      let rest = held[start...]
      if stops.contains(where: { rest.starts(with: $0) }) {
        hasStopped = true
        break
      }
      if !isEnd, stops.contains(where: { $0.count > rest.count && $0.starts(with: rest) }) { break }
      start += 1
    }
    return take(start)
  }

  private mutating func take(_ count: Int) -> String {
    defer { held.removeFirst(count) }
    return String(decoding: held.prefix(count), as: UTF8.self)
  }
}
