public import Foundation

/// The reason why models cannot fill a text.
public enum InfillingError: Error, Equatable, Sendable {
  /// The text has no gap.
  case noGap
  /// The first model reads backward.
  case readsBackward
  /// The model that is to read backward reads forward; its name.
  case readsForward(String)
}

extension InfillingError: CustomStringConvertible {
  /// A message that says what is wrong and what to do about it.
  public var description: String {
    switch self {
    case .noGap: "the text has no gap to fill"
    case .readsBackward:
      "the model reads backward; give the one that reads forward, and this one as its backward model"
    case .readsForward(let model):
      "\(model): reads forward; a backward model is trained with the direction backward"
    }
  }
}

extension InfillingError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
