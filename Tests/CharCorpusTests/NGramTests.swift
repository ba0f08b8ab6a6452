import Foundation
import TestSupport
import Testing

import CharCorpus
import CharNGram

@Suite("Entropies of n-grams")
struct NGramTests {
  /// A text of a few letters in which some follow others more often.
  private func text(_ count: Int, symbols: Int = 4) -> [Int32] {
    var generator = SeededGenerator(state: 7)
    var last: Int32 = 0
    return (0..<count).map { _ in
      last =
        generator.next() % 3 == 0
        ? Int32(generator.next() % UInt64(symbols)) : (last + 1) % Int32(symbols)
      return last + 2
    }
  }

  @Test("Every order agrees with a model of what was learned", arguments: 1...4)
  func model(_ order: Int) {
    let tokens = text(3000)
    let cut = 2700
    let estimator = NGramEstimator(
      tokens: tokens, runs: [0..<tokens.count], heldOut: cut, vocabularySize: 6)
    let model = NGramModel(tokens[..<cut], order: order, vocabularySize: 6)
    let expected = -model.logProbabilities(tokens).suffix(300).reduce(0, +) / 300
    let found = estimator.entropies(orders: 4)[order - 1]
    #expect(abs(found.nats - expected) < 1e-12)
    #expect(found.grams == Set((order...cut).map { tokens[$0 - order..<$0] }).count)
  }

  @Test("Parts of a text that do not follow each other make no grams together")
  func runs() {
    let tokens: [Int32] = [1, 2, 3, 2, 3, 4, 5, 4, 5]
    let entropies = NGramEstimator(
      tokens: tokens, runs: [0..<5, 5..<9], heldOut: 7, vocabularySize: 6
    ).entropies(orders: 2)
    // 2, 3, 4, 5; and of two: the boundary and 2, 23, 32, 45 only.
    #expect(entropies.map(\.grams) == [4, 4])
  }

  @Test("What follows no rule is no easier to predict in a higher order")
  func noise() {
    var generator = SeededGenerator(state: 3)
    let tokens = (0..<40_000).map { _ in 2 + Int32(generator.next() % 8) }
    let entropies = NGramEstimator(
      tokens: tokens, runs: [0..<tokens.count], heldOut: 36_000, vocabularySize: 10
    ).entropies(orders: 3)
    for entropy in entropies { #expect(entropy.nats > log(8) - 0.005) }
  }

  @Test("A text that repeats itself is predicted at once")
  func period() {
    let tokens = (0..<10_000).map { 2 + Int32($0 % 7) }
    let entropies = NGramEstimator(
      tokens: tokens, runs: [0..<tokens.count], heldOut: 9000, vocabularySize: 10
    ).entropies(orders: 2)
    #expect(abs(entropies[0].nats - log(7)) < 0.01)
    #expect(entropies[1].nats < 0.01)
  }

  @Test("Nothing is said where nothing is held out")
  func nothing() {
    #expect(
      NGramEstimator(tokens: [1, 2], runs: [0..<2], heldOut: 2, vocabularySize: 4)
        .entropies(orders: 2).isEmpty)
  }
}
