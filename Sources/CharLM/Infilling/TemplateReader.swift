internal import CharText

/// A model that reads a template in its direction.
protocol TemplateReader {
  /// Searches for the best fillings.
  ///
  /// - Returns: the fillings, in no order; none where the gaps cannot be searched in this direction.
  mutating func proposals() throws(PredictionError) -> [Proposal]

  /// Returns ln of the probability of all that follows the start, for fillings of any origin.
  func logProbabilities(of fillings: [[[Token]]]) throws(PredictionError) -> [Double]
}
