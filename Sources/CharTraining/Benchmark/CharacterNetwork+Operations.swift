package import CharNetwork

extension CharacterNetwork {
  /// Operations of the matrix products for one token in the forward pass; training takes three times
  /// as many.
  package var operationsPerToken: Double {
    let tables = Double(configuration.embeddingSize * vocabularySize)
    return 2 * (Double(layout.count) - tables)
  }
}
