import ArgumentParser
import CharLM

/// The number by which texts are compared.
struct RankingOptions: ParsableArguments {
  /// The kinds of numbers.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case total, token, corrected
  }

  @Option(
    help: """
      The score: total (log-probability), token (per token), or corrected (divided by length^EXPONENT).
      """)
  var by: Kind?

  @Option(
    help: """
      The power of the length, for --by corrected. (default: \(RankingMeasure.corrected.exponent))
      """
  )
  var exponent: Double?

  @Flag(help: "Count the document boundary after each text too.")
  var end = false

  func validate() throws {
    guard let exponent else { return }
    if by == .total || by == .token {
      throw ValidationError("--exponent is for --by corrected; leave it out.")
    }
    try checkRange("exponent", exponent, RankingMeasure.exponents)
  }

  /// Returns the measure.
  ///
  /// - Parameter standard: the measure if none is given.
  /// - Returns: the measure.
  func measure(_ standard: RankingMeasure) -> RankingMeasure {
    switch by {
    case .total: .total
    case .token: .perToken
    case .corrected, nil: exponent.map(RankingMeasure.init) ?? (by == nil ? standard : .corrected)
    }
  }
}
