internal import Foundation

/// A number by which texts are compared: the log-probability divided by a power of the length.
///
/// The log-probability of a text falls with every character, so by ``total`` the shorter of two texts nearly
/// always wins. ``perToken`` compares texts of different length best: `docs/judging.md` has the
/// measurements. ``corrected`` is in between, a length penalty as in
/// [Lau et al. 2020](https://doi.org/10.1162/tacl_a_00315).
public struct RankingMeasure: Sendable, Equatable {
  /// The power of the number of tokens, from 0 to 1.
  public let exponent: Double

  /// The exponents that are allowed.
  public static let exponents = 0.0...1.0

  /// Creates a measure.
  ///
  /// - Parameter exponent: the power of the number of tokens, from 0 to 1.
  public init(exponent: Double) {
    precondition(Self.exponents.contains(exponent), "an exponent of \(exponent)")
    self.exponent = exponent
  }

  /// The log-probability of the whole text: for texts of the same length, and the measure of published results
  /// on minimal pairs.
  public static let total = RankingMeasure(exponent: 0)
  /// The log-probability per token, for texts of different length.
  public static let perToken = RankingMeasure(exponent: 1)
  /// The log-probability divided by a power of the length, which favors shorter texts a little.
  public static let corrected = RankingMeasure(exponent: 0.8)

  /// Returns the number of a text; higher is better.
  ///
  /// - Parameters:
  ///   - logProbability: ln p of the text, in nats.
  ///   - tokens: the number of predicted tokens, at least 1.
  /// - Returns: the log-probability divided by the power of the length.
  public func score(_ logProbability: Double, tokens: Int) -> Double {
    Self.score(logProbability, tokens: tokens, exponent: exponent)
  }

  /// Divides a log-probability by any power of the number of tokens.
  static func score(_ logProbability: Double, tokens: Int, exponent: Double) -> Double {
    logProbability / pow(Double(tokens), exponent)
  }
}
