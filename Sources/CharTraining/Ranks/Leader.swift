internal import CharNetwork
package import CharNumerics
internal import Foundation

/// Rank 0 of a run, which decides everything; the other ranks follow its orders. In a run of one
/// process it has nobody to lead.
package struct Leader {
  let communicator: any Communicator
  /// The names of the hosts by rank; empty before the start, and in one process.
  private var hosts: [String] = []

  package init(_ communicator: any Communicator) { self.communicator = communicator }

  /// True if there are other ranks.
  private var isFollowed: Bool { communicator.size > 1 }

  /// Leads a run, whose end or error then ends the other ranks.
  package func lead<Result>(_ run: () throws -> Result) throws -> Result {
    do {
      let result = try run()
      order(.end(succeeded: true))
      return result
    } catch {
      order(.end(succeeded: false))
      throw error
    }
  }

  /// Sends an order.
  func order(_ order: RankOrder) { if isFollowed { order.send(communicator) } }

  /// Prepares all ranks for a run.
  ///
  /// - Throws: `TrainingError.tooFewShards`, or `RankError` if a rank differs from this one.
  mutating func start(_ manifest: TrainingManifest, shards: Int) throws {
    guard isFollowed else { return }
    guard shards >= communicator.size else {
      throw TrainingError.tooFewShards(shards, ranks: communicator.size)
    }
    let terms = try JSONEncoder().encode(RunTerms(manifest: manifest))
    order(.start)
    _ = communicator.broadcast(lengthAnd: Array(terms), filler: 0)
    let problems = communicator.gather([UInt8](), filler: 0).map {
      String(decoding: $0, as: UTF8.self)
    }
    hosts = communicator.gather(Array(communicator.host.utf8), filler: 0).map {
      String(decoding: $0, as: UTF8.self)
    }
    let failed = problems.indices.filter { !problems[$0].isEmpty }
    guard failed.isEmpty else { throw RankError(failed, problems) }
  }

  /// Returns the seconds that each rank has computed.
  func times(_ learner: Learner) -> [TrainingHistory.Rank] {
    zip(hosts, learner.secondsByRank).map {
      TrainingHistory.Rank(host: $0, seconds: $1)
    }
  }

  /// Returns the recurrent states of all shards.
  func states(_ learner: Learner) -> [[Float]] {
    let own = learner.sharded.states.map(\.values)
    guard isFollowed else { return own }
    order(.sendStates)
    let counts = learner.sharded.stateCounts
    var start = 0
    let all = communicator.gather(Array(own.joined()), filler: 0).joined()
    let values = Array(all)
    return counts.map { count in
      defer { start += count }
      return Array(values[start..<start + count])
    }
  }

  /// Measures a part of the data with the weights of a learner, or with other ones, on all ranks.
  func measure(
    _ parameters: Parameters? = nil, on part: HeldOutPart, of task: some TrainingTask,
    _ learner: Learner
  ) -> Measurement? {
    guard isFollowed else { return task.measure(parameters ?? learner.parameters, on: part) }
    order(.measure(part, givenWeights: parameters != nil))
    var weights = parameters ?? learner.parameters
    if parameters != nil { communicator.broadcast(&weights.values) }
    return task.measure(weights, on: part, among: communicator)
  }

  /// Restores a state on all ranks.
  func restore(_ state: LearningState, _ learner: Learner) {
    state.restore(learner)
    guard isFollowed else { return }
    order(.restore)
    var state = state
    state.broadcast(communicator)
  }
}
