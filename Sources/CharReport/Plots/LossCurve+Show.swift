internal import CharIO

extension LossCurve {
  /// Draws the loss curve of a model directory on standard error, if there is one.
  ///
  /// - Parameter directory: the model directory.
  package static func show(_ directory: String) {
    guard
      let curve = try? LossCurve(
        ofRunIn: directory, width: Console.width, hasColor: Console.isColored)
    else { return }
    Console.note("\n" + curve.text)
  }
}
