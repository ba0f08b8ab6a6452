internal import CharNetwork
package import CharNumerics
internal import Foundation

/// Another rank than 0: holds some of the shards and follows the orders of rank 0. It has no
/// directory, no clock and no settings of its own.
package struct Follower {
  private let follow: () -> Bool

  /// Creates the follower of a `Trainer` of the same data.
  ///
  /// - Parameters:
  ///   - data: the training data.
  ///   - start: the initial weights.
  ///   - threads: maximum number of threads; nil = all processors.
  ///   - communicator: the ranks of the run.
  package init(
    _ data: TrainingData, start: TrainingStart, threads: Int?, communicator: any Communicator
  ) {
    let threads = threads ?? processorCount
    follow = {
      var loop = FollowerLoop(communicator, fingerprint: data.fingerprint, threads: threads) {
        try LanguageTask(
          data, $0.configuration, from: start.model, origin: $0.origin, threads: threads)
      }
      return loop.run()
    }
  }

  /// Follows until the end of the run.
  ///
  /// - Throws: `RankEnded` if the run ended with an error, which rank 0 reports.
  package func run() throws { guard follow() else { throw RankEnded() } }
}

/// The orders of one run.
private struct FollowerLoop<Task: TrainingTask> {
  private let communicator: any Communicator
  private let fingerprint: String
  private let threads: Int
  private let makeTask: (TrainingManifest) throws -> Task
  private var part: (task: Task, learner: Learner)?

  init(
    _ communicator: any Communicator, fingerprint: String, threads: Int,
    makeTask: @escaping (TrainingManifest) throws -> Task
  ) {
    self.communicator = communicator
    self.fingerprint = fingerprint
    self.threads = threads
    self.makeTask = makeTask
  }

  mutating func run() -> Bool {
    while true {
      switch RankOrder.next(communicator) {
      case .start: start()
      case .step(let order): withPart { $0.perform(order, with: $1) }
      case .rehearse(let step): withPart { $0.rehearse(step: step, with: $1) }
      case .sendStates:
        withPart { [communicator] _, learner in
          _ = communicator.gather(
            Array(learner.sharded.states.map(\.values).joined()), filler: 0)
        }
      case .restore:
        withPart { [communicator] _, learner in
          var state = LearningState(like: learner)
          state.broadcast(communicator)
          state.restore(learner)
        }
      case .measure(let part, let givenWeights):
        withPart { [communicator] task, learner in
          var parameters = learner.parameters
          if givenWeights { communicator.broadcast(&parameters.values) }
          _ = task.measure(parameters, on: part, among: communicator)
        }
      case .end(let succeeded): return succeeded
      }
    }
  }

  private mutating func withPart(_ body: (inout Task, Learner) -> Void) {
    guard var part else { preconditionFailure("an order before the first") }
    body(&part.task, part.learner)
    self.part = part
  }

  /// Prepares the run, and tells rank 0 what prevents it.
  private mutating func start() {
    var problem = ""
    let bytes = communicator.broadcast(lengthAnd: [UInt8](), filler: 0)
    do {
      let terms = try JSONDecoder().decode(RunTerms.self, from: Data(bytes))
      try terms.check(fingerprint: fingerprint)
      let task = try makeTask(terms.manifest)
      let configuration = terms.manifest.configuration
      try MemoryCheck.training(
        task, configuration, threads: threads, ranks: communicator.size)
      let learner = task.makeLearner(
        configuration, threads: threads, communicator: communicator)
      part = (task, learner)
    } catch {
      problem = "on \(communicator.host): \(error.localizedDescription)"
      if let difference = error as? RankDifference {
        problem = "on \(communicator.host) \(difference)"
      }
    }
    _ = communicator.gather(Array(problem.utf8), filler: 0)
    _ = communicator.gather(Array(communicator.host.utf8), filler: 0)
  }
}
