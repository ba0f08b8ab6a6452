internal import CKernels

/// Returns e^((logit − maximum) / temperature) for each logit, and their sum: unnormalized
/// probabilities. A logit of −∞ yields 0.
package func softmaxTerms(
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
