internal import Foundation

extension GeneratedText {
  /// The log-probability divided by length^`lengthPenalty`.
  ///
  /// - Parameter lengthPenalty: 0 = the log-probability itself, which favors short texts, 1 = its mean of a token;
  ///   values between correct the length in part.
  /// - Returns: the score.
  public func score(lengthPenalty: Double = 1) -> Double {
    logProbability / pow(Double(max(1, count)), lengthPenalty)
  }
}

extension Sequence<GeneratedText> {
  /// Returns the texts that score best.
  ///
  ///     let best = try model.generate("Once", count: 32).best { $0.score() }
  ///
  /// - Parameters:
  ///   - count: the number of texts.
  ///   - score: the score of a text.
  /// - Returns: the texts, the best first; of equal scores the earlier text first.
  public func best(_ count: Int = 1, by score: (GeneratedText) -> Double) -> [GeneratedText] {
    map { (text: $0, score: score($0)) }
      .sorted { ($0.score, $1.text.index) > ($1.score, $0.text.index) }
      .prefix(count).map(\.text)
  }
}
