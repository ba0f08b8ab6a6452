package import CharLM

extension ModelFit {
  /// The reason in words.
  package var words: String {
    switch self {
    case .unknown(let share):
      "the model does not fit the text: \((100 * share).fixed(0)) % of its characters are unknown to it"
    case .worse(let factor):
      "the model does not fit the text: it needs \(factor.fixed(1)) times as many bits per character as "
        + "for the text that it was validated on"
    }
  }
}
