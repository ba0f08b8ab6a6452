package import CharNetwork
package import CharText

extension TokenBatch {
  /// Creates a batch of evenly spaced windows of a text; nil if the text is shorter than one window
  /// and the token after it.
  ///
  /// - Parameters:
  ///   - tokens: the text in reading order.
  ///   - steps: T.
  ///   - limit: maximum number of lanes.
  package init?(windowsOf tokens: [Token], steps: Int, lanes limit: Int) {
    let lanes = min(limit, (tokens.count - 1) / steps)
    guard lanes > 0 else { return nil }
    let starts = (0..<lanes).map { $0 * ((tokens.count - 1) / lanes) }
    func window(_ shift: Int) -> [Token] {
      (0..<steps).flatMap { step in starts.map { tokens[$0 + step + shift] } }
    }
    self.init(
      steps: steps, lanes: lanes, inputs: window(0), targets: window(1),
      boundary: Vocabulary.documentBoundary)
  }
}
