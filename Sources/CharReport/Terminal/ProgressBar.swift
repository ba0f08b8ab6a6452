internal import CharIO
internal import CharTraining
internal import Foundation

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
  ///   - configuration: the configuration of the run, including its limits.
  ///   - charactersPerToken: characters per token of the corpus; nil for labels.
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
    // Approximately the mean of the last twenty steps.
    let weight = 0.05
    loss = loss.map { $0 + weight * (step.nats - $0) } ?? step.nats
    guard line.isDue || step.fraction >= 1 else { return }
    line.show(text(step), fraction: step.fraction)
  }

  /// Clears the line for other output.
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
    // On a narrow terminal drop the epoch before the bar, and avoid a second line.
    parts.remove(at: 1)
    return parts.joined(separator: "  ")
  }

  private static func compact(_ value: Double) -> String {
    value == value.rounded() && value < 1e15 ? "\(Int(value))" : "\(value)"
  }

  /// Estimates the remaining seconds by the speed since this start.
  private func left(_ step: StepReport) -> Double {
    let fraction = step.fraction - startFraction
    guard fraction > 0 else { return .infinity }
    return (step.seconds - startSeconds) / fraction * (1 - step.fraction)
  }
}
