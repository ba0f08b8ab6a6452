internal import CharText

extension AutoregressiveModel {
  /// Searches for the texts of a lattice that score best: ln of the probability under the model plus the scores of the
  /// lattice.
  ///
  /// - Parameters:
  ///   - lattice: the texts.
  ///   - prompt: the text before them.
  ///   - beams: the number of hypotheses.
  ///   - count: the number of texts, at most as many as there are beams.
  /// - Returns: the texts, the best first.
  /// - Throws: the errors of ``search(_:_:following:processors:)``.
  func search(
    _ lattice: TokenLattice, after prompt: String, beams: Int, count: Int
  ) throws -> [LatticeText] {
    // The end of a line is a place to end only for a model that has read lines.
    let endsDocument = tokenizer.configuration.boundary == .line
    var options = SearchOptions()
    options.beams = beams
    options.count = count
    options.lengthPenalty = 0
    options.generation.length = lattice.longest + 1
    let rule = LatticeRule(lattice, tokenizer.vocabulary, endsDocument: endsDocument)
    return try search(prompt, options, following: rule).map { result in
      let tokens = result.tokens.filter { $0 != Vocabulary.documentBoundary }
      return LatticeText(
        text: lattice.text(of: tokens, tokenizer), tokens: tokens, score: result.score,
        logProbability: result.logProbability)
    }
  }
}
