import CharTraining
import Foundation

/// The state of a training run: one line that renews itself on a terminal, a plain line every few
/// seconds elsewhere.
struct ProgressBar {
  private let epochs: Double?
  private let charactersPerToken: Double?
  private var loss: Double?
  private var lastPrint = -Double.infinity
  private var startStep: Int?
  private var startFraction = 0.0
  private var startSeconds = 0.0

  /// - Parameters:
  ///   - configuration: of the run, which says what limits it.
  ///   - charactersPerToken: of the corpus; nil where no text is predicted.
  init(_ configuration: TrainingConfiguration, charactersPerToken: Double?) {
    let isLimited = configuration.steps != nil || configuration.minutes != nil
    epochs = isLimited ? nil : configuration.epochLimit
    self.charactersPerToken = charactersPerToken
  }

  /// Shows a step.
  mutating func show(_ step: StepReport) {
    if startStep == nil {
      startStep = step.step
      startFraction = step.fraction
      startSeconds = step.seconds
    }
    // About the mean of the last twenty steps.
    let weight = 0.05
    loss = loss.map { $0 + weight * (step.nats - $0) } ?? step.nats
    let interval = Console.isTerminal ? 0.1 : 5
    let isLast = step.fraction >= 1
    guard step.seconds - lastPrint >= interval || isLast else { return }
    lastPrint = step.seconds
    if Console.isTerminal {
      Console.raw("\r\u{1B}[K" + line(step, hasBar: true))
    } else {
      Console.note(line(step, hasBar: false))
    }
  }

  /// Makes room for other lines.
  mutating func interrupt() {
    guard Console.isTerminal else { return }
    Console.raw("\r\u{1B}[K")
    lastPrint = -.infinity
  }

  private func line(_ step: StepReport, hasBar: Bool) -> String {
    let loss = loss ?? step.nats
    let epoch = step.epoch.fixed(step.epoch < 10 ? 2 : 1)
    var parts = [
      "\(Int(step.fraction * 100))%",
      epochs.map { "epoch \(epoch)/\(Format.compact($0))" } ?? "epoch \(epoch)",
      "loss \(loss.fixed(3))",
    ]
    if let charactersPerToken {
      parts.append("\((loss / log(2) / charactersPerToken).fixed(2)) bpc")
    }
    parts += [
      "rate \(Format.rate(step.rate))", "\(step.tokensPerSecond.short) tok/s",
      "\(left(step).duration) left",
    ]
    guard hasBar else { return parts.joined(separator: "  ") }
    // On a narrow terminal the bar is worth more than the epoch, and all more than a second line.
    let shortest = 8
    if room(parts) < shortest { parts.remove(at: 1) }
    let text = parts.joined(separator: "  ")
    let room = room(parts)
    guard room >= shortest else { return String(text.prefix(Console.width - 1)) }
    let width = min(30, room)
    let done = Int((Double(width) * step.fraction).rounded(.down))
    let bar = String(repeating: "━", count: done)
    let rest = String(repeating: "─", count: width - done)
    return "\(Console.paint(bar, 36))\(rest)  \(text)"
  }

  /// Columns left for the bar.
  private func room(_ parts: [String]) -> Int {
    Console.width - 1 - parts.joined(separator: "  ").count - 2
  }

  /// Seconds to the end, by the speed since this start.
  private func left(_ step: StepReport) -> Double {
    let fraction = step.fraction - startFraction
    guard fraction > 0 else { return .infinity }
    return (step.seconds - startSeconds) / fraction * (1 - step.fraction)
  }
}

/// Numbers of the bar.
private enum Format {
  static func compact(_ value: Double) -> String {
    value == value.rounded() && value < 1e15 ? "\(Int(value))" : "\(value)"
  }

  static func rate(_ value: Double) -> String { String(format: "%.2g", value) }
}
