internal import CharText

/// Beams that compete with each other, and the texts that they have found.
struct BeamGroup<Model: AutoregressiveModel, State: Hashable & Sendable>: Sendable {
  var alive: [Hypothesis<State>] = []
  var finished: FinishedTexts
  var stacks: CandidateStacks
  /// The hypotheses as lanes of one batch.
  private var lanes: Model.Lanes
  /// `[lanes, V]`.
  private(set) var logits: [Float]
  /// For each hypothesis the lane that it continues, and its next token.
  private var parents: [Int] = []
  private var tokens: [Token] = []

  /// Starts a group with the lane of the prompt.
  init(
    _ model: Model, from start: SearchStart<Model>, finished: FinishedTexts, stacks: CandidateStacks
  ) {
    lanes = model.makeLanes()
    lanes.append(start.state)
    logits = start.logits
    (self.finished, self.stacks) = (finished, stacks)
  }

  /// The number of lanes that go on.
  var count: Int { parents.count }

  /// Continues a lane by a token.
  mutating func go(on lane: Int, with token: Token) {
    parents.append(lane)
    tokens.append(token)
  }

  /// Gives up all hypotheses.
  mutating func end() {
    alive = []
    parents.removeAll()
    tokens.removeAll()
  }

  /// Reads the next tokens in all lanes that go on.
  ///
  /// - Parameter vocabularySize: V.
  mutating func advance(vocabularySize: Int) {
    guard !parents.isEmpty else { return }
    if !parents.elementsEqual(0..<lanes.count) { lanes.select(parents) }
    let size = parents.count * vocabularySize
    if logits.count > size {
      logits.removeLast(logits.count - size)
    } else {
      logits += repeatElement(0, count: size - logits.count)
    }
    lanes.advance(with: tokens, logits: &logits)
    parents.removeAll(keepingCapacity: true)
    tokens.removeAll(keepingCapacity: true)
  }
}
