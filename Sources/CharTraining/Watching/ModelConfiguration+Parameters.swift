internal import CharLM
internal import CharNetwork
internal import CharNumerics

extension ModelConfiguration {
  /// Trained numbers, if the network can be laid out.
  var parameterCount: Int? {
    switch type {
    case .language:
      return try? CharacterNetwork(network, vocabularySize: vocabularySize).layout.count
    case .ngram: return nil
    case .tagger:
      return try? TaggingNetwork(
        network, vocabularySize: vocabularySize, labels: labels?.count ?? 0, pooling: nil
      ).layout.count
    case .classifier:
      return try? ClassifyingNetwork(
        network, vocabularySize: vocabularySize, labels: labels?.count ?? 0, pooling: pooling
      ).layout.count
    }
  }
}
