/// A prediction that cannot be made.
public enum PredictionError: Error, Equatable, Sendable {
  /// Logits or log-probabilities that are not finite.
  case notFinite
  /// A draw for which every token is forbidden.
  case everythingForbidden
  /// A window of an evaluation that holds no token.
  case window(Int)
}

extension PredictionError: CustomStringConvertible {
  /// What is wrong and what to do about it.
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
  /// Checks that all of them are finite.
  func checkFinite() throws(PredictionError) {
    guard allSatisfy(\.isFinite) else { throw .notFinite }
  }
}
