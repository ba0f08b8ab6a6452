internal import CharIO
package import CharTraining
internal import Synchronization

/// Prints the events of a sweep on standard error.
package final class SweepView: Sendable {
  private struct State {
    var runs = 0
    var ended = 0
    /// The completed fractions of the runs that are trained now.
    var fractions: [String: Double] = [:]
    var shown = ContinuousClock.now
    var hasLine = false
  }

  private let file: String
  private let words: ProgramWords
  private let state = Mutex(State())

  /// Seconds between two lines of progress.
  private static let pause = Duration.seconds(Console.isTerminal ? 0.2 : 15)

  /// Creates a progress display.
  ///
  /// - Parameters:
  ///   - file: the sweep file.
  ///   - words: the words of the program.
  package init(file: String, _ words: ProgramWords) { (self.file, self.words) = (file, words) }

  /// Shows an event.
  ///
  /// - Parameter event: the event.
  package func show(_ event: SweepEvent) { state.withLock { show(event, &$0) } }

  private func show(_ event: SweepEvent, _ state: inout State) {
    switch event {
    case .round(let number, let count, let steps, let runs):
      note("round \(number) of \(count): \(runs) runs until step \(steps.grouped)", &state)
    case .started(let runs, let jobs):
      (state.runs, state.ended) = (runs, 0)
      note("\(file): \(runs) runs to train, \(jobs) side by side", &state)
    case .step(let run, let step):
      state.fractions[run.name] = step.fraction
      progress(&state)
    case .ended(let outcome):
      state.ended += 1
      state.fractions[outcome.run.name] = nil
      note("\(state.ended)/\(state.runs) \(outcome.run.name): \(outcome.text(words))", &state)
    case .warning(let text):
      clear(&state)
      words.warn(text)
    }
  }

  private func note(_ text: String, _ state: inout State) {
    clear(&state)
    Console.note(text)
  }

  private func clear(_ state: inout State) {
    if state.hasLine { Console.raw("\r\u{1B}[K") }
    state.hasLine = false
  }

  private func progress(_ state: inout State) {
    let now = ContinuousClock.now
    guard now - state.shown > Self.pause else { return }
    state.shown = now
    let running = state.fractions.sorted { $0.key < $1.key }
      .map { "\($0.key) \(Int($0.value * 100))%" }.joined(separator: "  ")
    let line = "\(state.ended)/\(state.runs)  \(running)"
    guard Console.isTerminal else { return Console.note(line) }
    Console.raw("\r\u{1B}[K" + line.prefix(Console.width - 1))
    state.hasLine = true
  }
}

extension SweepOutcome {
  /// The result in a few words.
  fileprivate func text(_ words: ProgramWords) -> String {
    if case .failed(let reason) = state { return "failed: \(words.wording(reason))" }
    let loss = nats.map { ", \($0.fixed(4)) nats per token" } ?? ""
    return "step \(steps.grouped)\(loss), \(seconds.duration)"
  }
}
