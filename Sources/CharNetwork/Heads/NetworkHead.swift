/// The part of a network after its stack: which outputs it predicts, and from which rows.
public enum NetworkHead: Sendable, Equatable {
  /// The next token, at every step.
  case nextToken
  /// A label for every token, of so many.
  case tokenLabels(Int)
  /// A label for every text, of so many, predicted from a summary of the outputs over time.
  case textLabels(Int, Pooling)

  /// The number of labels; nil where tokens are predicted.
  public var labelCount: Int? {
    switch self {
    case .nextToken: nil
    case .tokenLabels(let count), .textLabels(let count, _): count
    }
  }

  /// The summary over time; nil where every step has a prediction.
  public var pooling: Pooling? {
    if case .textLabels(_, let pooling) = self { pooling } else { nil }
  }

  /// True if the network reads whole texts, each from a state that has read nothing, and remembers
  /// nothing from one batch to the next.
  public var readsWholeTexts: Bool {
    switch self {
    case .nextToken: false
    case .tokenLabels, .textLabels: true
    }
  }

  /// Checks that the head goes together with a stack.
  func validate(with configuration: NetworkConfiguration) throws {
    guard readsWholeTexts || !configuration.isBidirectional else {
      throw NetworkError.conflict(
        "a network that predicts the next character must not read it before: bidirectional layers "
          + "are for taggers and classifiers, which are given the whole text")
    }
    guard let labelCount else { return }
    guard !configuration.tiesEmbeddings else {
      throw NetworkError.conflict(
        "the output of a network that labels text is labels and not characters, so that it cannot be "
          + "tied to the embedding; do not tie")
    }
    guard (1...1 << 20).contains(labelCount) else {
      throw NetworkError.invalid("labels", value: "\(labelCount)", allowed: "1 to \(1 << 20)")
    }
    guard !(pooling == .last && configuration.isBidirectional && configuration.outputLayers > 0)
    else {
      throw NetworkError.conflict(
        "the last output of each direction cannot be told apart after output layers; take mean or max, "
          + "or leave the output layers out")
    }
  }
}
