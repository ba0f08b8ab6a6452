package import CharNetwork

extension ModelType {
  /// The head of a network that does what such a model does.
  ///
  /// - Parameters:
  ///   - labels: the number of labels, where there are any.
  ///   - pooling: how a text is summed up; nil = mean.
  /// - Returns: the head.
  package func head(labels: Int = 0, pooling: Pooling? = nil) -> NetworkHead {
    switch self {
    case .language, .ngram: .nextToken
    case .tagger: .tokenLabels(labels)
    case .classifier: .textLabels(labels, pooling ?? .mean)
    }
  }
}

extension ModelConfiguration {
  /// Declares the network.
  ///
  /// - Returns: the network.
  /// - Throws: `NetworkError` if a number is out of range or settings do not go together.
  package func makeNetwork() throws -> CharacterNetwork {
    try CharacterNetwork(
      network, vocabularySize: vocabularySize,
      head: type.head(labels: labels?.count ?? 0, pooling: pooling))
  }

  /// The number of weights; nil of an n-gram model.
  package var parameterCount: Int? {
    get throws { type == .ngram ? nil : try makeNetwork().layout.count }
  }
}
