internal import CharNGram
private import CharText
internal import Foundation

/// How well n-grams of one order predict the held-out part of a text.
public struct NGramEntropy: Sendable, Equatable {
  /// n: the character that is predicted and the n − 1 before it.
  public var order: Int
  /// Nats per character.
  public var nats: Double
  /// Different n-grams in what was learned from.
  public var grams: Int

  /// Bits per character.
  public var bits: Double { nats / log(2) }
}

/// Entropies of n-grams of all orders, learned from one part of a text, measured on another.
package struct NGramEstimator {
  private let tokens: [Int32]
  private let runs: [Range<Int>]
  /// Where the tokens that are measured start; all before them are learned from.
  private let heldOut: Int
  private let vocabularySize: Int

  /// - Parameters:
  ///   - tokens: The text, each document after its boundary.
  ///   - runs: Parts of it that follow each other.
  ///   - heldOut: Where the part to measure on starts.
  ///   - vocabularySize: How many different tokens there may be.
  package init(tokens: [Int32], runs: [Range<Int>], heldOut: Int, vocabularySize: Int) {
    self.tokens = tokens
    self.runs = runs
    self.heldOut = heldOut
    self.vocabularySize = vocabularySize
  }

  /// The entropies of the orders from 1 up; none where nothing is held out.
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

  /// Nats per character that is held out.
  private func entropy(_ model: NGramModel, orders: Int) -> Double? {
    var (nats, measured) = (0.0, 0)
    for run in runs where run.upperBound > heldOut {
      let first = max(run.lowerBound, heldOut)
      // What an order has to look back on is there for every order, so that all predict the same.
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
