/// What a run has told so far, as the doctor looks at it: losses, gradients and measurements.
public struct TrainingHistory: Sendable, Equatable {
  /// Some updates in a row.
  public struct Stretch: Sendable, Equatable {
    /// The last of them.
    public var step: Int
    /// Their mean loss, and the highest of one update, in nats per token.
    public var nats, highest: Double
    /// The share of them whose gradient was clipped by its norm.
    public var clipped: Double

    /// Some updates.
    ///
    /// - Parameters:
    ///   - step: the last of them.
    ///   - nats: their mean loss.
    ///   - highest: the highest of one update; nil = the mean.
    ///   - clipped: the share that was clipped.
    public init(step: Int, nats: Double, highest: Double? = nil, clipped: Double = 0) {
      self.step = step
      self.nats = nats
      self.highest = highest ?? nats
      self.clipped = clipped
    }
  }

  /// A measurement on held-out text.
  public struct Measurement: Sendable, Equatable {
    /// Updates done.
    public var step: Int
    /// Nats per token, or per label.
    public var nats: Double
    /// The share of labels that is right; nil where text is predicted.
    public var accuracy: Double?
    /// Labels that occur and are never predicted.
    public var missedLabels: [String]

    /// A measurement.
    ///
    /// - Parameters:
    ///   - step: updates done.
    ///   - nats: nats per token, or per label.
    ///   - accuracy: the share of labels that is right; nil where text is predicted.
    ///   - missedLabels: labels that occur and are never predicted.
    public init(
      step: Int, nats: Double, accuracy: Double? = nil, missedLabels: [String] = []
    ) {
      self.step = step
      self.nats = nats
      self.accuracy = accuracy
      self.missedLabels = missedLabels
    }
  }

  /// Training, in stretches of equal length but for the last.
  public private(set) var stretches: [Stretch] = []
  /// Validation.
  public private(set) var measurements: [Measurement] = []
  /// Trained numbers, tokens to learn from, and outcomes that a prediction chooses among: V, or labels.
  public var parameters, tokens, outcomes: Int
  /// The loss under which differences say little: changes are shares of it where the loss is lower. 0 for
  /// text. Where labels are predicted, the loss may come near zero, and that of a batch is of a few errors.
  public var lossScale = 0.0
  /// Whether all the steps or all the time that was planned is used.
  public var isComplete = false
  /// Whether the weights were fresh at the start.
  public var isFresh = true

  /// How often the run went back to earlier weights because something was wrong.
  public var recoveries = 0

  /// Updates that a stretch is of.
  private var length = 10
  private var pending: [Stretch] = []
  /// Stretches at most; then two become one.
  private static let limit = 1000

  /// Nothing yet.
  ///
  /// - Parameters:
  ///   - parameters: trained numbers.
  ///   - tokens: tokens to learn from.
  ///   - outcomes: V, or labels.
  public init(parameters: Int, tokens: Int, outcomes: Int) {
    self.parameters = parameters
    self.tokens = tokens
    self.outcomes = outcomes
  }

  /// Adds an update, or some that were put together before.
  ///
  /// - Parameter update: after all others; one that is not was taken back, and the others with it.
  public mutating func add(_ update: Stretch) {
    if let last = pending.last ?? stretches.last, update.step <= last.step { forget(update.step) }
    pending.append(update)
    guard pending.count == length else { return }
    stretches.append(Self.merged(pending))
    pending = []
    guard stretches.count == Self.limit else { return }
    stretches = stride(from: 0, to: Self.limit, by: 2).map {
      Self.merged([stretches[$0], stretches[$0 + 1]])
    }
    length *= 2
  }

  /// Adds a measurement.
  ///
  /// - Parameter measurement: after all others; one that is not was taken back, and the others with it.
  public mutating func add(_ measurement: Measurement) {
    measurements.removeAll { $0.step >= measurement.step }
    measurements.append(measurement)
  }

  private mutating func forget(_ step: Int) {
    stretches.removeAll { $0.step >= step }
    pending.removeAll { $0.step >= step }
    measurements.removeAll { $0.step >= step }
  }

  private static func merged(_ parts: [Stretch]) -> Stretch {
    let count = Double(parts.count)
    return Stretch(
      step: parts[parts.count - 1].step, nats: parts.reduce(0) { $0 + $1.nats } / count,
      highest: parts.map(\.highest).max(), clipped: parts.reduce(0) { $0 + $1.clipped } / count)
  }

  /// The mean training loss of the stretches that end within some updates.
  func trainNats(_ steps: ClosedRange<Int>) -> Double? {
    let part = stretches.filter { steps.contains($0.step) }
    return part.isEmpty ? nil : part.reduce(0) { $0 + $1.nats } / Double(part.count)
  }

  /// What changes of a loss are shares of.
  func scale(_ nats: Double) -> Double { max(nats, lossScale) }

  /// The lowest measurement.
  var best: Measurement? { measurements.min { $0.nats < $1.nats } }
}
