internal import CharNumerics
internal import CharText
internal import Foundation

/// One prediction of a mixture, from the logits of its models.
struct MixtureRow {
  private let mixture: MixtureModel
  /// Probabilities of a sum, logits of a product.
  private var values: [Double]
  private var terms: [Float]

  init(_ mixture: MixtureModel) {
    self.mixture = mixture
    values = [Double](repeating: 0, count: mixture.tokenizer.vocabulary.count)
    terms = [Float](repeating: 0, count: values.count)
  }

  /// Adds the prediction of a model.
  ///
  /// - Parameters:
  ///   - logits: V logits in the order of the model's tokens.
  ///   - part: the index of the model.
  mutating func add(_ logits: [Float], _ part: Int) {
    let weight = mixture.parts[part].weight
    let order = mixture.orders[part].tokens
    switch mixture.method {
    case .sum:
      let scale = weight / Softmax.terms(logits, temperature: 1, into: &terms)
      if let order {
        for token in values.indices { values[token] += scale * Double(terms[Int(order[token])]) }
      } else {
        for token in values.indices { values[token] += scale * Double(terms[token]) }
      }
    case .product:
      for token in values.indices {
        values[token] += weight * Double(logits[order.map { Int($0[token]) } ?? token])
      }
    }
  }

  /// Writes the logits of the mixture, and starts over.
  mutating func write(to logits: inout [Float], at start: Int) {
    switch mixture.method {
    case .sum:
      for token in values.indices {
        // In Float, as the logits are, a logarithm takes half the time.
        logits[start + token] = log(
          Float(Swift.max(values[token], Double(Float.leastNormalMagnitude))))
        values[token] = 0
      }
    case .product:
      for token in values.indices {
        logits[start + token] = Float(values[token])
        values[token] = 0
      }
    }
  }
}
