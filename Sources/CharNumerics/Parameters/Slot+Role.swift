extension Slot {
  /// The role of a slot in its network.
  ///
  /// It is declared with the slot, because it does not follow from the shape: a bias can have as
  /// many elements as there are tokens, and an initial state two axes.
  public enum Role: Sendable, Hashable, CaseIterable {
    /// A matrix of a recurrent layer, with stacked gates.
    case recurrentMatrix
    /// Any other matrix that maps vectors to vectors.
    case matrix
    /// A matrix with one row per token: the embedding, the output's weights.
    case tokenMatrix
    /// A vector with one element per token: the output's bias.
    case tokenVector
    /// Any other vector: biases, gains, peepholes, time constants.
    case vector
    /// Learned initial states, one row per plane.
    case state

    /// True if weight decay applies, which is to matrices only.
    public var decays: Bool {
      switch self {
      case .recurrentMatrix, .matrix, .tokenMatrix: true
      case .tokenVector, .vector, .state: false
      }
    }

    /// True if there is one row or element per token, so that rare tokens have rare gradients.
    public var isPerToken: Bool { self == .tokenMatrix || self == .tokenVector }
  }
}
