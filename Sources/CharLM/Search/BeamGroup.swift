/// Beams that compete with each other, and the texts that they have found.
struct BeamGroup<State: Hashable & Sendable>: Sendable {
  var alive: [Hypothesis<State>]
  var finished: FinishedTexts
  var stacks: CandidateStacks
}
