/// The results of a sweep.
public struct SweepResults: Sendable {
  /// The outcome of each run, in the order of the file.
  public let outcomes: [SweepOutcome]
  /// True if the sweep was stopped before its end.
  public let isStopped: Bool

  init(_ outcomes: [SweepOutcome], isStopped: Bool = false) {
    (self.outcomes, self.isStopped) = (outcomes, isStopped)
  }

  /// The combinations of settings: those that went furthest first, among them by their mean loss.
  public var combinations: [SweepCombination] {
    let all = Dictionary(grouping: outcomes, by: \.run.combination).sorted { $0.key < $1.key }
      .map { SweepCombination($0.value) }
    return all.enumerated().sorted { first, second in
      if first.element.rank != second.element.rank {
        return first.element.rank < second.element.rank
      }
      let (a, b) = (first.element.mean ?? .infinity, second.element.mean ?? .infinity)
      return a != b ? a < b : first.offset < second.offset
    }.map(\.element)
  }

  /// The runs that failed.
  public var failures: [(run: SweepRun, reason: String)] {
    outcomes.compactMap { outcome in
      guard case .failed(let reason) = outcome.state else { return nil }
      return (outcome.run, reason)
    }
  }

  /// Number of runs that are not over.
  public var left: Int { outcomes.count { $0.state == .unfinished || $0.state == .waiting } }
}

/// Runs that differ only in their seed.
public struct SweepCombination: Sendable {
  /// The runs.
  public let outcomes: [SweepOutcome]

  init(_ outcomes: [SweepOutcome]) { self.outcomes = outcomes }

  /// The values of the settings that differ.
  public var values: [SweepRun.Value] { outcomes.first?.run.values ?? [] }

  private var losses: [Double] { outcomes.filter(\.counts).compactMap(\.nats) }

  /// Number of runs with a loss.
  public var count: Int { losses.count }

  /// The mean of the lowest validation losses, in nats per token; nil if nothing was measured.
  public var mean: Double? { Self.mean(losses) }

  /// The standard deviation of the losses over the seeds, estimated from the sample; nil of one run.
  public var deviation: Double? {
    guard let mean, losses.count > 1 else { return nil }
    let squares = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(losses.count - 1)).squareRoot()
  }

  /// The mean of the bits per character.
  public var bitsPerCharacter: Double? {
    Self.mean(outcomes.filter(\.counts).compactMap(\.bitsPerCharacter))
  }

  /// The mean of the seconds of training.
  public var seconds: Double? { Self.mean(outcomes.filter(\.counts).map(\.seconds)) }

  /// The largest number of updates.
  public var steps: Int { outcomes.map(\.steps).max() ?? 0 }

  /// Number of weights; nil if unknown.
  public var parameters: Int? { outcomes.compactMap(\.parameters).first }

  /// The order before losses: all runs complete, some not yet, ended early by their steps, failed.
  fileprivate var rank: Int {
    if outcomes.allSatisfy({ $0.state == .complete }) { return 0 }
    if count == 0 { return .max }
    guard outcomes.contains(where: { $0.state == .dropped }) else { return 1 }
    return .max - 1 - steps
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}

extension SweepOutcome {
  /// True if the loss counts.
  fileprivate var counts: Bool {
    if case .failed = state { return false }
    return nats?.isFinite ?? false
  }
}
