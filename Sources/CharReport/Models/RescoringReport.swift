package import CharIO
package import CharLM

/// The error rates of rescored n-best lists, in words.
package struct RescoringReport {
  private let result: RescoringTuner.Result
  private let units: TextUnits
  private let isTuned: Bool

  /// Creates the report of a result.
  package init(_ result: RescoringTuner.Result, _ units: TextUnits, isTuned: Bool) {
    (self.result, self.units, self.isTuned) = (result, units, isTuned)
  }

  /// The weights as flags, and the error rates.
  package var text: String {
    func rate(_ errors: Int) -> String {
      guard result.units > 0 else { return "\(errors.grouped) errors" }
      return "\((100 * Double(errors) / Double(result.units)).fixed(2)) %"
    }
    let weights = result.weights
    let flags = "--weight \(weights.model.fixed(4)) --length \(weights.length.fixed(4))"
    return (isTuned ? "tuned: " : "")
      + "\(flags): \(units.rawValue) error rate \(rate(result.errors)), "
      + "before \(rate(result.errorsBefore)), at best \(rate(result.errorsAtBest)) of "
      + result.units.counted(units.rawValue, "\(units.rawValue)s")
  }

  /// A hypothesis with stable keys.
  package static func object(_ list: NBestList, _ hypothesis: RescoredList.Hypothesis) -> JSON {
    let old = list.hypotheses[hypothesis.index]
    return .object([
      ("name", .string(String(decoding: list.name, as: UTF8.self))),
      ("text", .string(String(decoding: old.text, as: UTF8.self))),
      ("score", .number(hypothesis.score)), ("score_before", .number(old.score)),
      ("log_probability", .optional(hypothesis.modelScore)),
    ])
  }
}
