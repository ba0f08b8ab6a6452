internal import CharIO
internal import CharLM
internal import CharText
internal import CharTraining
internal import Foundation

extension NamedRun {
  /// A short fact about a run.
  struct Fact {
    var name, value: String
    /// True for key facts.
    var isImportant = false
  }

  /// Returns all known facts.
  func facts(now: Date) -> [Fact] {
    var facts = [Fact(name: "state", value: history.state(now: now).words)]
    func add(_ name: String, _ value: String?, isImportant: Bool = false) {
      if let value { facts.append(Fact(name: name, value: value, isImportant: isImportant)) }
    }
    let (best, last) = (history.best, history.training.last)
    add(
      "nats per \(unit), validation", best?.nats.fixed(4), isImportant: true)
    add("bits per character", best?.bitsPerCharacter?.fixed(4), isImportant: true)
    if !losses.isEmpty { add("lossy", losses.words) }
    add("accuracy", best?.accuracy?.fixed(4), isImportant: true)
    add("F1", best?.f1?.fixed(4), isImportant: true)
    if unit == "token" { add("perplexity", best.map { exp($0.nats).fixed(3) }, isImportant: true) }
    if isOfUpdates { add("best at step", best.map { Int($0.step).grouped }) }
    add("training loss, last", last?.nats?.mean.fixed(4))
    add("steps", steps?.grouped, isImportant: true)
    add("went back", recoveries)
    add("epochs", last?.epoch?.fixed(2))
    add("\(unit)s", last?.tokens.map { Int($0).grouped })
    add("time", last?.seconds?.duration, isImportant: true)
    add("\(unit)s per second", tokensPerSecond.map { Int($0).grouped })
    add("parameters", history.parameters?.grouped, isImportant: true)
    add("vocabulary", history.model?.vocabularySize.grouped)
    if let record = history.model?.training {
      add("training text", "\(record.trainingTokens.grouped) tokens")
      add("held-out text", "\(record.validationTokens.grouped) tokens")
    }
    return facts
  }

  /// True if the model was trained by updates, unlike n-gram models.
  private var isOfUpdates: Bool { history.model?.type != .ngram }

  /// The recoveries of the run; nil if there were none.
  private var recoveries: String? {
    let steps = history.recoveries
    guard !steps.isEmpty else { return nil }
    let first = steps.prefix(3).map { Int($0).grouped }.joined(separator: ", ")
    return "\(steps.count) \(steps.count == 1 ? "time" : "times"), from step "
      + first + (steps.count > 3 ? ", …" : "")
  }

  /// Parts of the text that the figures omit.
  var losses: [TextLoss] {
    history.model.map { $0.type == .language ? $0.losses : [] } ?? []
  }

  /// Number of updates.
  var steps: Int? {
    let last = max(history.training.last?.step ?? -1, history.validation.last?.step ?? -1)
    return last >= 0 ? Int(last) : nil
  }

  /// The mean of the reported speeds.
  var tokensPerSecond: Double? {
    let speeds = history.training.compactMap { $0.tokensPerSecond?.mean }
    return speeds.isEmpty ? nil : speeds.reduce(0, +) / Double(speeds.count)
  }
}

extension RunHistory.State {
  /// A readable description.
  var words: String {
    switch self {
    case .complete: "complete"
    case .patience: "ended early: no gain"
    case .unknown: "no history"
    case .unfinished(let fraction, let isRecent):
      (isRecent ? "going on" : "stopped") + (fraction.map { " at \(Int($0 * 100))%" } ?? "")
    }
  }

  /// A stable name for programs.
  var name: String {
    switch self {
    case .complete: "complete"
    case .patience: "patience"
    case .unknown: "unknown"
    case .unfinished(_, let isRecent): isRecent ? "running" : "stopped"
    }
  }
}
