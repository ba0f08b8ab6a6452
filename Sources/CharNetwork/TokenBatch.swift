/// Tokens of several lanes and their targets, time-major `[T, B]`: what a network reads and what it is
/// to predict.
///
/// Lanes are either windows of streams, in which documents start at a boundary, or hold spans: whole
/// texts or pieces of them, one after another. In either direction a span starts from a state that has
/// read nothing; what is left of its lane is filled up, and neither read nor predicted.
public struct TokenBatch: Sendable, Equatable {
  /// The target of a step or span that has none.
  public static let noTarget: Int32 = -1
  /// The most spans of a lane where each has a label.
  package static let spansPerLane = 8

  /// Consecutive steps of a lane that are read as one text.
  public struct Span: Sendable, Equatable {
    /// The lane.
    public var lane: Int
    /// Its steps, at least one.
    public var steps: Range<Int>
    /// The label of the whole span, or `noTarget`.
    public var target: Int32

    /// Some steps of a lane.
    ///
    /// - Parameters:
    ///   - lane: the lane.
    ///   - steps: its steps.
    ///   - target: the label of the whole span, or `noTarget`.
    public init(lane: Int, steps: Range<Int>, target: Int32 = TokenBatch.noTarget) {
      self.lane = lane
      self.steps = steps
      self.target = target
    }
  }

  /// T: the number of steps.
  public let steps: Int
  /// B: the number of lanes.
  public let lanes: Int
  /// Tokens read, `[T, B]`.
  public let inputs: [Int32]
  /// The target of each step, a token or a label, or `noTarget`, `[T, B]`.
  public let targets: [Int32]
  /// The weight of each target in the loss that training minimizes: `[T, B]`, or one a span where each
  /// span has a label; empty = all 1. The loss that is reported is not weighted, so that it can be
  /// compared.
  public var weights: [Float] = []
  /// The distribution that training aims at in place of each target, as in the distillation of a
  /// teacher (Hinton et al., 2015, https://arxiv.org/abs/1503.02531): probabilities `[T, B, outputs]`
  /// that sum to 1 at every step; empty = the targets alone. Steps without a target stay without one,
  /// the loss that is reported is that of the targets, and labels are not smoothed.
  public var distributions: [Float] = []
  /// The places of the spans, lane by lane, those of a lane in order; none in windows of streams.
  public let spans: [Span]
  /// Where documents or spans start: the state is that of nothing read before the step.
  let starts: Starts

  private init(
    _ steps: Int, _ lanes: Int, _ inputs: [Int32], _ targets: [Int32], _ spans: [Span],
    _ starts: Starts
  ) {
    precondition(
      inputs.count == steps * lanes && targets.count == steps * lanes,
      "[\(steps), \(lanes)] tokens, but \(inputs.count) inputs and \(targets.count) targets")
    (self.steps, self.lanes) = (steps, lanes)
    (self.inputs, self.targets) = (inputs, targets)
    (self.spans, self.starts) = (spans, starts)
  }

  /// Makes a window of streams.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - lanes: B.
  ///   - inputs: `[T, B]`, tokens of the vocabulary.
  ///   - targets: `[T, B]`, likewise, or `noTarget`.
  ///   - boundary: the token that starts a document; nil = there is none.
  ///   - startsAnew: whether all lanes start with a state that has read nothing, whatever they read.
  public init(
    steps: Int, lanes: Int, inputs: [Int32], targets: [Int32], boundary: Int32?,
    startsAnew: Bool = false
  ) {
    let starts = DocumentStarts(
      inputs: inputs, steps: steps, lanes: lanes, boundary: boundary, startsAnew: startsAnew)
    self.init(steps, lanes, inputs, targets, [], Starts(forward: starts, reversed: starts))
  }

  /// Makes a batch of spans.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - lanes: B.
  ///   - inputs: `[T, B]`, tokens of the vocabulary.
  ///   - targets: `[T, B]`, labels or `noTarget`.
  ///   - spans: the places of the texts; none overlap.
  public init(steps: Int, lanes: Int, inputs: [Int32], targets: [Int32], spans: [Span]) {
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
    self.init(
      steps, lanes, inputs, targets, spans,
      Starts(forward: DocumentStarts(first), reversed: DocumentStarts(last)))
  }

  /// The number of targets: of steps, and of spans.
  public var targetCount: Int {
    targets.count { $0 != Self.noTarget } + spans.count { $0.target != Self.noTarget }
  }

  /// Keeps the lanes of a window in which no document starts at any of the last steps: elsewhere nothing
  /// that was read before them can matter at the end.
  ///
  /// - Parameter count: the number of last steps, at most T.
  /// - Returns: these lanes; nil if there is none.
  package func lanesWithoutStart(inLast count: Int) -> TokenBatch? {
    let cut = Set((steps - count..<steps).flatMap { starts.forward[$0] })
    let kept = (0..<lanes).filter { !cut.contains(Int32($0)) }
    if kept.isEmpty { return nil }
    func select(_ tokens: [Int32]) -> [Int32] {
      (0..<steps).flatMap { step in kept.map { tokens[step * lanes + $0] } }
    }
    let keptStarts = DocumentStarts(
      (0..<steps).map { step in
        starts.forward[step].compactMap { lane in
          kept.firstIndex(of: Int(lane)).map(Int32.init)
        }
      })
    return TokenBatch(
      steps, kept.count, select(inputs), select(targets), [],
      Starts(forward: keptStarts, reversed: keptStarts))
  }
}
