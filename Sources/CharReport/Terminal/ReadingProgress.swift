internal import CharNetwork
internal import Synchronization

/// Progress of models that read a text, in tokens.
package final class ReadingProgress: Sendable {
  private struct State {
    var line = ProgressLine(plain: .seconds(5), waits: true)
    var tokens = 0
    var total = 0
  }

  private let name: String
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// Creates a progress display.
  ///
  /// - Parameter name: A description of the work.
  package init(_ name: String) { self.name = name }

  /// Adds tokens that are going to be read.
  package func expect(_ tokens: Int) { state.withLock { $0.total += tokens } }

  /// Does the work and shows its progress meanwhile.
  package func showing<Result>(_ work: () throws -> Result) rethrows -> Result {
    defer { state.withLock { $0.line.clear() } }
    return try TokenProgress.observe(with: { [self] in add($0) }, work)
  }

  private func add(_ tokens: Int) {
    state.withLock { state in
      state.tokens += tokens
      guard state.line.isDue else { return }
      let seconds = start.duration(to: .now) / .seconds(1)
      var text = "\(name)  \(Double(state.tokens).short) tokens"
      text += "  \((Double(state.tokens) / seconds).short) tok/s"
      guard state.total > 0 else { return state.line.show(text, fraction: nil) }
      let fraction = min(1, Double(state.tokens) / Double(state.total))
      text += "  \(Int(fraction * 100))%  \((seconds * (1 / fraction - 1)).duration) left"
      state.line.show(text, fraction: fraction)
    }
  }
}
