extension TokenBatch {
  /// Windows of a text side by side, spread evenly over it; nil of a text that is shorter than one.
  ///
  /// - Parameters:
  ///   - count: tokens of the text.
  ///   - steps: T.
  ///   - lanes: windows at most.
  ///   - boundary: the token that starts a document.
  ///   - token: gives the token at a place.
  package init?(
    windowsOf count: Int, steps: Int, atMost lanes: Int, boundary: Int32,
    token: (Int) -> Int32
  ) {
    let lanes = min(lanes, (count - 1) / steps)
    guard lanes > 0 else { return nil }
    let starts = (0..<lanes).map { $0 * ((count - 1) / lanes) }
    func row(_ shift: Int) -> [Int32] {
      (0..<steps).flatMap { step in starts.map { token($0 + step + shift) } }
    }
    self.init(
      steps: steps, lanes: lanes, inputs: row(0), targets: row(1), boundary: boundary)
  }
}
