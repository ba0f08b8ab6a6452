internal import CharNGram

/// Entropies of n-gram models of all orders, trained on one part of a text and measured on another.
package struct NGramEstimator {
  private let tokens: [Int32]
  private let runs: [Range<Int>]
  /// The start of the held-out tokens; all tokens before it are for training.
  private let heldOut: Int
  private let vocabularySize: Int

  /// - Parameters:
  ///   - tokens: The text, with a boundary before each document.
  ///   - runs: Ranges of consecutive tokens.
  ///   - heldOut: The start of the held-out part.
  ///   - vocabularySize: The number of different tokens.
  package init(tokens: [Int32], runs: [Range<Int>], heldOut: Int, vocabularySize: Int) {
    self.tokens = tokens
    self.runs = runs
    self.heldOut = heldOut
    self.vocabularySize = vocabularySize
  }

  /// Returns the entropies of the orders from 1; none if nothing is held out.
  package func entropies(orders: Int) -> [NGramEntropy] {
    guard heldOut > 0 else { return [] }
    var counts = NGramCounts(order: orders, vocabularySize: vocabularySize)
    for run in runs where run.lowerBound < heldOut {
      counts.cut()
      counts.add(tokens[run.lowerBound..<min(run.upperBound, heldOut)])
    }
    let grams = counts.gramCounts
    return (1...orders).compactMap { order in
      entropy(NGramModel(counts, order: order), orders: orders).map {
        NGramEntropy(order: order, nats: $0, grams: grams[order - 1])
      }
    }
  }

  /// Returns the nats per held-out character.
  private func entropy(_ model: NGramModel, orders: Int) -> Double? {
    var (nats, measured) = (0.0, 0)
    for run in runs where run.upperBound > heldOut {
      let first = max(run.lowerBound, heldOut)
      // Every order predicts the same tokens: those with enough context for the highest one.
      let start = run.lowerBound == 0 ? first : max(first, run.lowerBound + orders - 1)
      var context = model.start
      for place in max(run.lowerBound, start - orders)..<run.upperBound {
        let logProbability = model.read(tokens[place], &context)
        guard place >= start else { continue }
        nats -= logProbability
        measured += 1
      }
    }
    return measured > 0 ? nats / Double(measured) : nil
  }
}
