public import CharText

/// The results of a sweep.
public struct SweepResults: Sendable {
  /// The outcome of each run, in the order of the file.
  public let outcomes: [SweepOutcome]
  /// True if the sweep was stopped before its end.
  public let isStopped: Bool

  init(_ outcomes: [SweepOutcome], isStopped: Bool = false) {
    (self.outcomes, self.isStopped) = (outcomes, isStopped)
  }

  /// The combinations of settings: those that went furthest first, among them by their mean bits per
  /// character, or nats where these are not known. If only some lose a part of the text, they come
  /// last.
  public var combinations: [SweepCombination] {
    let all = Dictionary(grouping: outcomes, by: \.run.combination).sorted { $0.key < $1.key }
      .map { SweepCombination($0.value) }
    let isMixed = Set(all.map(\.textLosses)).count > 1
    let haveBits = all.allSatisfy { $0.mean == nil || $0.bitsPerCharacter != nil }
    return all.enumerated().sorted { first, second in
      let (a, b) = (first.element, second.element)
      if a.rank != b.rank { return a.rank < b.rank }
      if isMixed, a.textLosses.isEmpty != b.textLosses.isEmpty { return a.textLosses.isEmpty }
      let losses = [a, b].map { (haveBits ? $0.bitsPerCharacter : $0.mean) ?? .infinity }
      return losses[0] != losses[1] ? losses[0] < losses[1] : first.offset < second.offset
    }.map(\.element)
  }

  /// The combinations whose losses cannot be compared with those of others, since they lose other
  /// parts of the text.
  public var incomparable: [SweepCombination] {
    let all = combinations
    return Set(all.map(\.textLosses)).count > 1 ? all.filter { !$0.textLosses.isEmpty } : []
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

  /// The parts of the text that the models do not predict.
  public var textLosses: [TextLoss] { outcomes.first?.run.textLosses ?? [] }

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
