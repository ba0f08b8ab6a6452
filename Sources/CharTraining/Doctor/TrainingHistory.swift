/// The history of a run for the doctor: losses, gradients and measurements.
public struct TrainingHistory: Sendable, Equatable {
  /// Several consecutive updates.
  public struct Stretch: Sendable, Equatable {
    /// The last update.
    public var step: Int
    /// The mean loss and the highest loss of one update, in nats per token.
    public var nats, highest: Double
    /// The share of updates whose gradient was clipped by norm.
    public var clipped: Double

    /// Creates a stretch of updates.
    ///
    /// - Parameters:
    ///   - step: the last update.
    ///   - nats: the mean loss.
    ///   - highest: the highest loss of one update; nil = the mean.
    ///   - clipped: the share of updates with clipped gradients.
    public init(step: Int, nats: Double, highest: Double? = nil, clipped: Double = 0) {
      self.step = step
      self.nats = nats
      self.highest = highest ?? nats
      self.clipped = clipped
    }
  }

  /// The seconds that a rank has computed, without waiting for others.
  public struct Rank: Sendable, Equatable {
    /// The name of its host.
    public var host: String
    /// The seconds.
    public var seconds: Double

    /// Creates the time of a rank.
    ///
    /// - Parameters:
    ///   - host: the name of its host.
    ///   - seconds: the seconds that it has computed.
    public init(host: String, seconds: Double) {
      self.host = host
      self.seconds = seconds
    }
  }

  /// A measurement on held-out text.
  public struct Measurement: Sendable, Equatable {
    /// Number of updates.
    public var step: Int
    /// Nats per token, or per label.
    public var nats: Double
    /// The share of correct labels; nil for language models.
    public var accuracy: Double?
    /// Labels that occur but are never predicted.
    public var missedLabels: [String]

    /// Creates a measurement.
    ///
    /// - Parameters:
    ///   - step: number of updates.
    ///   - nats: nats per token or label.
    ///   - accuracy: the share of correct labels; nil for language models.
    ///   - missedLabels: labels that occur but are never predicted.
    public init(
      step: Int, nats: Double, accuracy: Double? = nil, missedLabels: [String] = []
    ) {
      self.step = step
      self.nats = nats
      self.accuracy = accuracy
      self.missedLabels = missedLabels
    }
  }

  /// Training losses in stretches of equal length, except the last.
  public private(set) var stretches: [Stretch] = []
  /// Validation measurements.
  public private(set) var measurements: [Measurement] = []
  /// Numbers of parameters, training tokens, and outcomes of a prediction (V, or labels).
  public var parameters, tokens, outcomes: Int
  /// Minimum scale of loss differences, which are otherwise relative to the loss; 0 for text. For
  /// labels the loss may approach zero, where a batch has only a few errors.
  public var lossScale = 0.0
  /// True if all planned steps or time were used.
  public var isComplete = false
  /// True if the run started from fresh weights.
  public var isFresh = true

  /// Number of recoveries.
  public var recoveries = 0
  /// The times of all ranks, known at the end; empty in one process.
  public var ranks: [Rank] = []

  /// Updates per stretch.
  private var length = 10
  private var pending: [Stretch] = []
  /// Maximum number of stretches; beyond it, pairs are merged.
  private static let limit = 1000

  /// Creates an empty history.
  ///
  /// - Parameters:
  ///   - parameters: number of parameters.
  ///   - tokens: number of training tokens.
  ///   - outcomes: number of outcomes: V, or labels.
  public init(parameters: Int, tokens: Int, outcomes: Int) {
    self.parameters = parameters
    self.tokens = tokens
    self.outcomes = outcomes
  }

  /// Adds one or more updates.
  ///
  /// - Parameter update: the updates; entries from the same step on are replaced.
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
  /// - Parameter measurement: the measurement; entries from the same step on are replaced.
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

  /// Returns the mean training loss of the stretches that end within a range of updates.
  func trainNats(_ steps: ClosedRange<Int>) -> Double? {
    let part = stretches.filter { steps.contains($0.step) }
    return part.isEmpty ? nil : part.reduce(0) { $0 + $1.nats } / Double(part.count)
  }

  /// Returns the scale to which changes of a loss are relative.
  func scale(_ nats: Double) -> Double { max(nats, lossScale) }

  /// The measurement with the lowest loss.
  var best: Measurement? { measurements.min { $0.nats < $1.nats } }
}
