public import Foundation

/// The reason why models cannot be mixed.
public enum MixtureError: Error, Equatable, Sendable {
  /// A model reads text in another way: a setting, its value, and that of the first model.
  case setting(String, value: String, expected: String, model: String)
  /// A model has other characters than the first: examples and numbers of those that only it has, and of
  /// those that it lacks.
  case characters(
    extra: [String], extraCount: Int, missing: [String], missingCount: Int, model: String)
  /// A weight is out of range.
  case weight(Double, allowed: String, model: String)
}

extension MixtureError: CustomStringConvertible {
  /// A message that names the model, the difference and the remedy.
  public var description: String {
    switch self {
    case .setting(let name, let value, let expected, let model):
      "\(model): \(name) is \(value), but \(expected) in the first model; mix models that read text "
        + "in the same way"
    case .characters(let extra, let extraCount, let missing, let missingCount, let model):
      "\(model): "
        + [
          Self.part("has", extra, extraCount, "that the first model lacks"),
          Self.part("lacks", missing, missingCount, "that the first model has"),
        ].compactMap(\.self).joined(separator: " and ")
        + "; mix models with the same characters"
    case .weight(let weight, let allowed, let model):
      "\(model): weight \(weight) is out of range; give \(allowed)"
    }
  }

  private static func part(
    _ verb: String, _ examples: [String], _ count: Int, _ rest: String
  ) -> String? {
    guard count > 0 else { return nil }
    let more = count > examples.count ? " …" : ""
    return "\(verb) \(count) \(count == 1 ? "token" : "tokens") \(rest) "
      + "(\(examples.joined(separator: " "))\(more))"
  }
}

extension MixtureError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
