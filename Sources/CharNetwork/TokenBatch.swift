/// A window of several lanes: what a network reads and what it is to predict, time-major `[T, B]`.
public struct TokenBatch: Sendable, Equatable {
  /// T: steps of the window.
  public let steps: Int
  /// B: parallel streams.
  public let lanes: Int
  /// Tokens read, `[T, B]`.
  public let inputs: [Int32]
  /// Tokens to predict, `[T, B]`; −1 = none.
  public let targets: [Int32]
  /// For each step, the lanes in which a document starts: their state is zero before the step.
  let starts: Starts

  /// Makes a window.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - lanes: B.
  ///   - inputs: `[T, B]`, tokens of the vocabulary.
  ///   - targets: `[T, B]`, likewise.
  ///   - boundary: the token that starts a document; nil = there is none.
  ///   - startsAnew: whether all lanes start with a state of zero, whatever they read.
  public init(
    steps: Int, lanes: Int, inputs: [Int32], targets: [Int32], boundary: Int32?,
    startsAnew: Bool = false
  ) {
    precondition(
      inputs.count == steps * lanes && targets.count == steps * lanes,
      "[\(steps), \(lanes)] tokens, but \(inputs.count) inputs and \(targets.count) targets")
    self.steps = steps
    self.lanes = lanes
    self.inputs = inputs
    self.targets = targets
    let starts = DocumentStarts(
      inputs: inputs, steps: steps, lanes: lanes, boundary: boundary, startsAnew: startsAnew)
    self.starts = Starts(forward: starts, reversed: starts)
  }

  private init(_ other: TokenBatch, lanes kept: [Int]) {
    func select(_ tokens: [Int32]) -> [Int32] {
      (0..<other.steps).flatMap { step in kept.map { tokens[step * other.lanes + $0] } }
    }
    (steps, lanes) = (other.steps, kept.count)
    (inputs, targets) = (select(other.inputs), select(other.targets))
    let starts = DocumentStarts(
      (0..<steps).map { step in
        other.starts.forward[step].compactMap { lane in
          kept.firstIndex(of: Int(lane)).map(Int32.init)
        }
      })
    self.starts = Starts(forward: starts, reversed: starts)
  }

  /// The lanes in which no document starts at any of the last steps: elsewhere nothing that was read
  /// before them can matter at the end.
  ///
  /// - Parameter count: how many steps, at most T.
  /// - Returns: these lanes; nil if there is none.
  package func lanesWithoutStart(inLast count: Int) -> TokenBatch? {
    let cut = Set((steps - count..<steps).flatMap { starts.forward[$0] })
    let kept = (0..<lanes).filter { !cut.contains(Int32($0)) }
    return kept.isEmpty ? nil : TokenBatch(self, lanes: kept)
  }
}

/// The lanes that start a document, step by step.
struct DocumentStarts: Sendable, Equatable {
  private var lanes: [Int32] = []
  private var offsets: [Int] = [0]

  init(inputs: [Int32], steps: Int, lanes count: Int, boundary: Int32?, startsAnew: Bool) {
    offsets.reserveCapacity(steps + 1)
    for step in 0..<steps {
      let all = startsAnew && step == 0
      for lane in 0..<count where all || inputs[step * count + lane] == boundary {
        lanes.append(Int32(lane))
      }
      offsets.append(lanes.count)
    }
  }

  /// The lanes that start at each step.
  init(_ starting: [[Int32]]) {
    for lanes in starting {
      self.lanes += lanes
      offsets.append(self.lanes.count)
    }
  }

  subscript(step: Int) -> ArraySlice<Int32> { lanes[offsets[step]..<offsets[step + 1]] }
}

/// A sum of −ln p over tokens.
public struct LossSum: Sendable, Equatable {
  /// The sum in nats.
  public var nats: Double
  /// How many tokens it is of.
  public var count: Int

  /// A sum, empty unless said otherwise.
  public init(nats: Double = 0, count: Int = 0) {
    self.nats = nats
    self.count = count
  }

  /// Nats per token; not a number of an empty sum.
  public var mean: Double { nats / Double(count) }

  /// Adds another sum.
  public static func += (sum: inout LossSum, other: LossSum) {
    sum.nats += other.nats
    sum.count += other.count
  }
}
