/// A model of another type than is needed.
public struct ModelTypeError: Error, Equatable, Sendable {
  /// The path of the configuration of the model.
  public let path: String
  /// The type that the model has.
  public let type: ModelType
  /// The type that is needed.
  public let wanted: ModelType
}

extension ModelTypeError: CustomStringConvertible {
  /// A message that says which model it is, and which one is needed.
  public var description: String {
    // An n-gram model is a language model, too.
    let wanted = type == .ngram && wanted == .language ? "a neural network" : wanted.name
    return "\(path): is \(type.name), but \(wanted) is needed here"
  }
}
