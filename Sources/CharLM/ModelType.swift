/// What a model is for: `model_type` in its `config.json`.
public enum ModelType: String, CaseIterable, Codable, Sendable {
  /// Predicts the next character.
  case language = "charlm"
  /// Predicts the next character by n-grams.
  case ngram = "charlm-ngram"
  /// Gives every character a label.
  case tagger = "charlm-tagger"
  /// Gives a whole text a label.
  case classifier = "charlm-classifier"

  /// What it is, in a few words.
  public var name: String {
    switch self {
    case .language: "a language model"
    case .ngram: "an n-gram model"
    case .tagger: "a tagger"
    case .classifier: "a text classifier"
    }
  }

  /// Why a model of this type is refused where another one is needed.
  func refusal(wanted: ModelType) -> String {
    let use =
      switch self {
      case .language: "charlm sample, eval or score"
      case .ngram: "charlm sample, eval, score or ngram export"
      case .tagger: "charlm tag apply or charlm tag eval"
      case .classifier: "charlm classify apply or charlm classify eval"
      }
    // An n-gram model is a language model, too.
    let wanted = self == .ngram && wanted == .language ? "a neural network" : wanted.name
    return "is \(name), but \(wanted) is needed here; use it with \(use)"
  }
}
