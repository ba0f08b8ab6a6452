extension Slot {
  /// The part of a slot in its network. It is declared where the slot is made: a shape does not tell it,
  /// since a bias can have as many elements as there are tokens, and an initial state two axes.
  public enum Role: Sendable, Hashable, CaseIterable {
    /// A matrix of a recurrent layer, gate upon gate.
    case recurrentMatrix
    /// Any other matrix that maps vectors to vectors.
    case matrix
    /// A matrix with a row for each token: the embedding, the output's weights.
    case tokenMatrix
    /// A vector with an element for each token: the output's bias.
    case tokenVector
    /// Any other vector: biases, gains, peepholes, time constants.
    case vector
    /// Learned initial states, a row for each plane.
    case state

    /// Whether weight decay applies: to matrices alone.
    public var decays: Bool {
      switch self {
      case .recurrentMatrix, .matrix, .tokenMatrix: true
      case .tokenVector, .vector, .state: false
      }
    }

    /// Whether there is a row or an element for each token, so that rare tokens have rare gradients.
    public var isPerToken: Bool { self == .tokenMatrix || self == .tokenVector }
  }
}
