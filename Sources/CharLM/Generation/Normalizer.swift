internal import CharNumerics
internal import Foundation

/// Computes ln Σ e^(logit / temperature) of the logits of a token, in memory that is reused. Subtracted from
/// logit / temperature it gives the log-probability.
struct Normalizer: Sendable {
  private var row: [Float] = []
  private var terms: [Float] = []

  /// Computes the logarithm of the sum; not a number if a logit is none, or all are −∞.
  mutating func logSum(_ logits: ArraySlice<Float>, temperature: Double = 1) -> Double {
    row.removeAll(keepingCapacity: true)
    row += logits
    if terms.count != row.count { terms = [Float](repeating: 0, count: row.count) }
    var top = -Float.infinity
    for logit in row where logit > top { top = logit }
    return Double(top) / temperature
      + log(Softmax.terms(row, temperature: temperature, into: &terms))
  }
}
