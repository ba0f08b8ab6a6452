internal import CharNetwork
internal import CharNumerics

/// The state of a learner on all ranks.
struct LearningState {
  var parameters: Parameters
  var moments: [String: [Float]]
  /// The recurrent states of all shards.
  var states: [[Float]]

  init(parameters: Parameters, moments: [String: [Float]], states: [[Float]]) {
    (self.parameters, self.moments, self.states) = (parameters, moments, states)
  }

  /// Creates a state to be received, of the shape of a learner's.
  init(like learner: Learner) {
    parameters = learner.parameters
    moments = learner.optimizer.moments
    states = learner.sharded.stateCounts.map { [Float](repeating: 0, count: $0) }
  }

  /// Replaces the state by that of rank 0.
  mutating func broadcast(_ communicator: any Communicator) {
    communicator.broadcast(&parameters.values)
    for name in moments.keys.sorted() {
      guard var values = moments.removeValue(forKey: name) else { continue }
      communicator.broadcast(&values)
      moments[name] = values
    }
    for index in states.indices { communicator.broadcast(&states[index]) }
  }

  /// Gives a learner its weights, moments and the states of its shards.
  func restore(_ learner: Learner) {
    learner.begin(from: parameters, moments: moments)
    learner.sharded.states = zip(learner.sharded.states, states[learner.sharded.own]).map {
      state, values in
      var state = state
      _ = state.replace(with: values)
      return state
    }
  }
}
