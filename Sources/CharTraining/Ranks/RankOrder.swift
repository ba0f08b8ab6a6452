internal import CharNumerics

/// An order of rank 0 to all other ranks, which do nothing of their own.
enum RankOrder: Equatable {
  /// Prepare the run whose terms follow.
  case start
  /// Perform an update.
  case step(StepOrder)
  /// Perform a step without keeping its result.
  case rehearse(step: Int)
  /// Send the recurrent states.
  case sendStates
  /// Take over the state that follows.
  case restore
  /// Measure some of a held-out part, with the weights of the run or with weights that follow.
  case measure(HeldOutPart, givenWeights: Bool)
  /// End; with success or after an error.
  case end(succeeded: Bool)

  private static let length = 5

  /// The numbers that are sent.
  private var words: [UInt64] {
    switch self {
    case .start: [0, 0, 0, 0, 0]
    case .step(let order):
      [1, UInt64(order.step), order.rate.bitPattern, order.key, order.averages ? 1 : 0]
    case .rehearse(let step): [2, UInt64(step), 0, 0, 0]
    case .sendStates: [3, 0, 0, 0, 0]
    case .restore: [4, 0, 0, 0, 0]
    case .measure(let part, let isGiven): [5, part == .test ? 1 : 0, isGiven ? 1 : 0, 0, 0]
    case .end(let succeeded): [6, succeeded ? 1 : 0, 0, 0, 0]
    }
  }

  private init(_ words: [UInt64]) {
    switch words[0] {
    case 0: self = .start
    case 1:
      self = .step(
        StepOrder(
          step: Int(words[1]), rate: Double(bitPattern: words[2]), key: words[3],
          averages: words[4] == 1))
    case 2: self = .rehearse(step: Int(words[1]))
    case 3: self = .sendStates
    case 4: self = .restore
    case 5: self = .measure(words[1] == 1 ? .test : .validation, givenWeights: words[2] == 1)
    default: self = .end(succeeded: words[1] == 1)
    }
  }

  /// Sends the order to all other ranks; on rank 0.
  func send(_ communicator: any Communicator) {
    var words = words
    communicator.broadcast(&words)
  }

  /// Waits for an order; on other ranks than 0.
  static func next(_ communicator: any Communicator) -> RankOrder {
    var words = [UInt64](repeating: 0, count: length)
    communicator.broadcast(&words)
    return RankOrder(words)
  }
}

/// The values that determine an update, besides the state of the run.
struct StepOrder: Equatable {
  /// The number of updates before it.
  var step: Int
  var rate: Double
  /// Random key of dropout.
  var key: UInt64
  /// True if ranks that train alone average their weights after it.
  var averages = false
}
