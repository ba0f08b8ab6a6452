/// An error of a model's predictions.
public enum PredictionError: Error, Equatable, Sendable {
  /// Logits or log-probabilities are not finite.
  case notFinite
  /// Every token is forbidden, so none can be drawn.
  case everythingForbidden
  /// A window of an evaluation has less than one token.
  case window(Int)
}

extension PredictionError: CustomStringConvertible {
  /// A message that says what is wrong and what to do about it.
  public var description: String {
    switch self {
    case .notFinite:
      "the model's predictions are not finite numbers: its weights are too large or damaged; use "
        + "other weights, or train again with a smaller learning rate"
    case .everythingForbidden:
      "every token is forbidden, so none can be drawn; loosen the rules on tokens"
    case .window(let window): "window: \(window) is out of range; give 1 or more"
    }
  }
}

extension Collection where Element: BinaryFloatingPoint {
  /// Checks that all elements are finite.
  func checkFinite() throws(PredictionError) {
    guard allSatisfy(\.isFinite) else { throw .notFinite }
  }
}
