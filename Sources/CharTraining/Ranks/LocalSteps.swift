internal import CharNumerics

/// Local steps of a rank: it trains on its own lanes alone, and from time to time all ranks average
/// their weights (Stich 2018, https://arxiv.org/abs/1805.09767).
///
/// The optimizer's moments are averaged too (Yu et al. 2019, https://arxiv.org/abs/1905.03817). So
/// all ranks have one state after each average: a checkpoint of it is that of one process.
struct LocalSteps {
  private let sum: RankedSum
  /// The part of the lanes that belongs to this rank.
  private let share: Float
  /// The weights that all ranks started from.
  private var start: Parameters
  private var seconds = 0.0
  private var isFaulty = false
  private var own, total: Gradient

  /// - Parameters:
  ///   - communicator: the ranks.
  ///   - share: the part of the lanes that belongs to this rank.
  ///   - start: the weights, which all ranks have in common.
  ///   - format: the number format of changes and moments on their way.
  init(
    _ communicator: any Communicator, share: Double, from start: Parameters, format: WireFormat
  ) {
    sum = RankedSum(communicator, layout: start.layout, format: format)
    self.share = Float(share)
    self.start = start
    own = Gradient(layout: start.layout)
    total = own
  }

  /// Starts from weights that all ranks have in common.
  mutating func begin(from start: Parameters) {
    self.start = start
    isFaulty = false
  }

  /// Notes a step of this rank.
  ///
  /// - Parameters:
  ///   - seconds: the time that it took.
  ///   - trouble: the non-finite quantity; nil if all were finite.
  mutating func add(seconds: Double, trouble: RecoveryReport.Trouble?) {
    self.seconds += seconds
    isFaulty = isFaulty || trouble != nil
  }

  /// Replaces weights and moments by their averages over all ranks; all call it together.
  ///
  /// Changes since the last average are averaged, not weights: frozen weights keep their bits, and
  /// rounding on the way is relative to the change.
  ///
  /// - Returns: the seconds that each rank has trained alone; weights that are not finite tell of a
  ///   rank with a step that was not.
  mutating func average(
    _ parameters: inout Parameters, _ optimizer: inout any Optimizer, team: Team
  ) -> [Double] {
    for i in start.values.indices {
      own.values[i] = share * (parameters.values[i] - start.values[i])
    }
    if isFaulty { own.values[0] = .nan }
    let times = addUp(team: team)
    for i in start.values.indices { parameters.values[i] = start.values[i] + total.values[i] }
    var moments = optimizer.moments
    for (name, values) in moments.sorted(by: { $0.key < $1.key }) {
      precondition(values.count == own.values.count, "\(name) is not in the layout of the weights")
      for i in values.indices { own.values[i] = share * values[i] }
      _ = addUp(team: team)
      moments[name] = total.values
    }
    optimizer.moments = moments
    begin(from: parameters)
    seconds = 0
    return times
  }

  private mutating func addUp(team: Team) -> [Double] {
    sum.sum([own], losses: [(0, 0)], seconds: seconds, to: &total, team: team).figures.seconds
  }
}
