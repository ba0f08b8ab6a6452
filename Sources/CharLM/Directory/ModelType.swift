/// What a model is for: `model_type` in its `config.json`.
public enum ModelType: String, CaseIterable, Codable, Sendable {
  /// Predicts the next character.
  case language = "charlm"
  /// Gives every character a label.
  case tagger = "charlm-tagger"
  /// Gives a whole text a label.
  case classifier = "charlm-classifier"

  /// What it is, in a few words.
  public var name: String {
    switch self {
    case .language: "a language model"
    case .tagger: "a tagger"
    case .classifier: "a text classifier"
    }
  }

  /// Why a model of this type is refused where another one is needed.
  func refusal(wanted: ModelType) -> String {
    let use =
      switch self {
      case .language: "charlm sample, eval or score"
      case .tagger: "charlm tag apply or charlm tag eval"
      case .classifier: "charlm classify apply or charlm classify eval"
      }
    return "is \(name), but \(wanted.name) is needed here; use it with \(use)"
  }
}
