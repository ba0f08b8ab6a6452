/// Whole sequences, or pieces of them, side by side and one after another: what a network that labels
/// them reads, time-major `[T, B]`.
///
/// A lane holds some spans of tokens from its first step on; what is left of it is filled up, and
/// neither read nor labelled. In either direction a span starts from a state that has read nothing.
public struct SequenceBatch: Sendable, Equatable {
  /// The target of what has no label.
  public static let noTarget: Int32 = -1

  /// Consecutive steps of a lane.
  public struct Span: Sendable, Equatable {
    /// Which lane.
    public var lane: Int
    /// Its steps, at least one.
    public var steps: Range<Int>
    /// The label of the whole span, or `noTarget`.
    public var target: Int32

    /// Some steps of a lane.
    ///
    /// - Parameters:
    ///   - lane: which lane.
    ///   - steps: its steps.
    ///   - target: the label of the whole span, or `noTarget`.
    public init(lane: Int, steps: Range<Int>, target: Int32 = SequenceBatch.noTarget) {
      self.lane = lane
      self.steps = steps
      self.target = target
    }
  }

  /// T.
  public let steps: Int
  /// B.
  public let lanes: Int
  /// Tokens read, `[T, B]`.
  public let inputs: [Int32]
  /// The label of each token, or `noTarget`, `[T, B]`.
  public let targets: [Int32]
  /// Where the sequences stand, lane by lane, those of a lane in order.
  public let spans: [Span]
  /// Where spans start, for layers that run forward and for those that run backward.
  let starts: Starts

  /// Makes a batch.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - lanes: B.
  ///   - inputs: `[T, B]`, tokens of the vocabulary.
  ///   - targets: `[T, B]`, labels or `noTarget`.
  ///   - spans: where the sequences stand; none overlap.
  public init(steps: Int, lanes: Int, inputs: [Int32], targets: [Int32], spans: [Span]) {
    precondition(
      inputs.count == steps * lanes && targets.count == steps * lanes,
      "[\(steps), \(lanes)] tokens, but \(inputs.count) inputs and \(targets.count) targets")
    self.steps = steps
    self.lanes = lanes
    self.inputs = inputs
    self.targets = targets
    self.spans = spans
    var (first, last) = (
      [[Int32]](repeating: [], count: steps), [[Int32]](repeating: [], count: steps)
    )
    for span in spans {
      precondition(
        !span.steps.isEmpty && span.steps.lowerBound >= 0 && span.steps.upperBound <= steps
          && (0..<lanes).contains(span.lane),
        "steps \(span.steps) of lane \(span.lane) in [\(steps), \(lanes)]")
      first[span.steps.lowerBound].append(Int32(span.lane))
      last[span.steps.upperBound - 1].append(Int32(span.lane))
    }
    starts = Starts(forward: DocumentStarts(first), reversed: DocumentStarts(last))
  }

  /// Labels that are to be predicted: of tokens, and of spans.
  public var targetCount: Int {
    targets.count { $0 != Self.noTarget } + spans.count { $0.target != Self.noTarget }
  }
}

/// The state of a network that remembers nothing from one batch to the next.
public struct NoState: Sendable, Equatable {
  /// The only one.
  public init() {}
}
