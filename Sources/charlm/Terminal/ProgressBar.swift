import CharReport
import CharTraining
import Foundation

/// The state of a training run in a progress line.
struct ProgressBar {
  private let epochs: Double?
  private let charactersPerToken: Double?
  private var loss: Double?
  private var line = ProgressLine(plain: .seconds(5), waits: false)
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
    guard line.isDue || step.fraction >= 1 else { return }
    line.show(text(step), fraction: step.fraction)
  }

  /// Makes room for other lines.
  mutating func interrupt() { line.clear() }

  private func text(_ step: StepReport) -> String {
    let loss = loss ?? step.nats
    let epoch = step.epoch.fixed(step.epoch < 10 ? 2 : 1)
    var parts = [
      "\(Int(step.fraction * 100))%",
      epochs.map { "epoch \(epoch)/\(Self.compact($0))" } ?? "epoch \(epoch)",
      "loss \(loss.fixed(3))",
    ]
    if let charactersPerToken {
      parts.append("\((loss / log(2) / charactersPerToken).fixed(2)) bpc")
    }
    parts += [
      "rate \(step.rate.rateText)", "\(step.tokensPerSecond.short) tok/s",
      "\(left(step).duration) left",
    ]
    let text = parts.joined(separator: "  ")
    guard Console.isTerminal, !ProgressLine.hasRoom(beside: text) else { return text }
    // On a narrow terminal the bar is worth more than the epoch, and all more than a second line.
    parts.remove(at: 1)
    return parts.joined(separator: "  ")
  }

  private static func compact(_ value: Double) -> String {
    value == value.rounded() && value < 1e15 ? "\(Int(value))" : "\(value)"
  }

  /// Seconds to the end, by the speed since this start.
  private func left(_ step: StepReport) -> Double {
    let fraction = step.fraction - startFraction
    guard fraction > 0 else { return .infinity }
    return (step.seconds - startSeconds) / fraction * (1 - step.fraction)
  }
}
