/// The kind of a model: `model_type` in its `config.json`.
public enum ModelType: String, CaseIterable, Codable, Sendable {
  /// A model that predicts the next character.
  case language = "charlm"
  /// A model that predicts the next character by n-grams.
  case ngram = "charlm-ngram"
  /// A model that labels each character.
  case tagger = "charlm-tagger"
  /// A model that labels a whole text.
  case classifier = "charlm-classifier"

  /// The kind of model in words, with an article.
  public var name: String {
    switch self {
    case .language: "a language model"
    case .ngram: "an n-gram model"
    case .tagger: "a tagger"
    case .classifier: "a text classifier"
    }
  }
}
