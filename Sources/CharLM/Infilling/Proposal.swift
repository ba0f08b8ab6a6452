internal import CharText

/// A filling that a model proposes, in its tokens and in the order in which it reads.
struct Proposal: Sendable {
  /// The tokens of each gap.
  let fillings: [[Token]]
  /// ln of the probability of all that follows the start.
  let logProbability: Double
  /// Of a drawn text, ln of the probability of what was not drawn: of the text after the gaps.
  let logWeight: Double
}
