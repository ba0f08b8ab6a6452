/// Texts in ascending order of their tokens, so that those with a common prefix are neighbors.
struct PrefixGroup: Sendable {
  /// A text that has tokens left to predict.
  private struct Member {
    /// The index of the text.
    let text: Int
    /// The number of tokens that it shares with the member before it.
    var shared: Int
    /// The lane that has read the text so far.
    var lane = 0
  }

  /// One step of all texts: a lane for each different prefix.
  struct Step {
    /// For each lane, the lane of the step before that has read all tokens but the last.
    var parents: [Int] = []
    /// For each lane, its token.
    var tokens: [Int32] = []
  }

  private let texts: [[Int32]]
  private var members: [Member] = []
  /// The number of tokens read of each text.
  private var depth = 0

  /// Makes a group of texts that are in ascending order.
  init(_ texts: [[Int32]]) {
    self.texts = texts
    for (index, text) in texts.enumerated() {
      let before = index > 0 ? texts[index - 1] : []
      var shared = 0
      while shared < min(text.count, before.count), text[shared] == before[shared] { shared += 1 }
      members.append(Member(text: index, shared: shared))
    }
  }

  /// Moves on by one token; nil if every text is read up to its last token, which is only predicted.
  mutating func next() -> Step? {
    var left: [Member] = []
    left.reserveCapacity(members.count)
    var shared = Int.max
    for var member in members {
      shared = min(shared, member.shared)
      guard texts[member.text].count > depth + 1 else { continue }
      member.shared = shared
      left.append(member)
      shared = Int.max
    }
    members = left
    guard !members.isEmpty else { return nil }
    var step = Step()
    for index in members.indices {
      if index == 0 || members[index].shared <= depth {
        step.parents.append(members[index].lane)
        step.tokens.append(texts[members[index].text][depth])
      }
      members[index].lane = step.tokens.count - 1
    }
    depth += 1
    return step
  }

  /// Calls `body` with each text that predicts a token: its index, its lane, and the token.
  func predictions(_ body: (_ text: Int, _ lane: Int, _ token: Int32) -> Void) {
    for member in members { body(member.text, member.lane, texts[member.text][depth]) }
  }
}
