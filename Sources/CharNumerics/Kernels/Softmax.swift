internal import CKernels
internal import Foundation

/// The softmax of one row of logits. A logit of −∞ has probability 0.
package enum Softmax {
  /// Computes e^((logit − the largest) / temperature) of each logit, in Float: probabilities before they
  /// are divided by their sum.
  ///
  /// - Returns: the sum; NaN if a logit is NaN or +∞, and 0 if all are −∞.
  package static func terms(
    _ logits: [Float], temperature: Double, into terms: inout [Float]
  ) -> Double {
    precondition(terms.count == logits.count, "\(terms.count) terms for \(logits.count) logits")
    return unsafe logits.withUnsafeBufferPointer { x in
      unsafe terms.withUnsafeMutableBufferPointer { y in
        guard let from = x.baseAddress, let to = y.baseAddress else { return 0 }
        return unsafe charlm_softmax_terms(from, to, Int64(x.count), Float(1 / temperature))
      }
    }
  }

  /// Computes the probabilities in Double, into memory that is reused.
  package static func probabilities(_ logits: [Float], into p: inout [Double]) {
    let top = Double(logits.max() ?? 0)
    p.removeAll(keepingCapacity: true)
    var sum = 0.0
    for logit in logits {
      let term = exp(Double(logit) - top)
      p.append(term)
      sum += term
    }
    for i in p.indices { p[i] /= sum }
  }

  /// Computes ln of the probability of one element, in Double.
  package static func logProbability(of index: Int, _ logits: [Float]) -> Double {
    let (top, logSum) = normalizer(logits[...])
    return Double(logits[index]) - top - logSum
  }

  /// Computes ln of the probability of each element, in Double.
  package static func logProbabilities(_ logits: ArraySlice<Float>) -> [Double] {
    let (top, logSum) = normalizer(logits)
    return logits.map { Double($0) - top - logSum }
  }

  /// Computes ln Σ e^logit of each row: a logit minus it is the ln of a probability.
  ///
  /// - Parameters:
  ///   - logits: `[rows, V]`, one row for each sum.
  ///   - sums: receives the sums.
  package static func logSums(_ logits: [Float], into sums: inout [Double]) {
    guard !sums.isEmpty else { return }
    precondition(
      logits.count.isMultiple(of: sums.count), "\(logits.count) logits in \(sums.count) rows")
    unsafe logits.withUnsafeBufferPointer { x in
      unsafe sums.withUnsafeMutableBufferPointer { y in
        guard let from = x.baseAddress, let to = y.baseAddress else { return }
        unsafe charlm_log_sums(from, to, Int64(y.count), Int64(x.count / y.count))
      }
    }
  }

  /// The largest logit, and ln Σ e^(logit − largest).
  private static func normalizer(_ logits: ArraySlice<Float>) -> (top: Double, logSum: Double) {
    let top = Double(logits.max() ?? 0)
    return (top, log(logits.reduce(0.0) { $0 + exp(Double($1) - top) }))
  }
}
