import Foundation
import Testing

import CharCorpus

@Suite("Entropies of n-grams")
struct NGramTests {
  /// A text of a few letters in which some follow others more often.
  private func text(_ count: Int, symbols: Int = 4) -> [Int32] {
    var generator = SplitMix(state: 7)
    var last: Int32 = 0
    return (0..<count).map { _ in
      last =
        generator.next() % 3 == 0
        ? Int32(generator.next() % UInt64(symbols)) : (last + 1) % Int32(symbols)
      return last
    }
  }

  @Test("Every order agrees with the definition, worked with dictionaries", arguments: 1...4)
  func definition(_ order: Int) {
    let tokens = text(3000)
    let cut = 2700
    let estimator = NGramEstimator(
      tokens: tokens, runs: [0..<tokens.count], heldOut: cut, symbols: 5)
    let slow = SlowKneserNey(Array(tokens[..<cut]), order: order, symbols: 5)
    let expected =
      (cut..<tokens.count).reduce(0) { $0 - log(slow.probability(at: $1, of: tokens)) }
      / Double(tokens.count - cut)
    #expect(abs(estimator.entropies(orders: order)[order - 1].nats - expected) < 1e-12)
  }

  @Test("Probabilities of all tokens after any context are one together")
  func normalized() {
    let learned = text(400)
    for context in [[0, 1, 2], [3, 3, 3], [1, 0, 3]] as [[Int32]] {
      let sum = (0..<5).reduce(0.0) { sum, token in
        let tokens = learned + context + [Int32(token)]
        let estimator = NGramEstimator(
          tokens: tokens, runs: [0..<400, 400..<404], heldOut: 400, symbols: 5)
        return sum + exp(-(estimator.entropies(orders: 4).last?.nats ?? .infinity))
      }
      #expect(abs(sum - 1) < 1e-12)
    }
  }

  @Test("What follows no rule is no easier to predict in a higher order")
  func noise() {
    var generator = SplitMix(state: 3)
    let tokens = (0..<40_000).map { _ in Int32(generator.next() % 8) }
    let entropies = NGramEstimator(
      tokens: tokens, runs: [0..<tokens.count], heldOut: 36_000, symbols: 8
    ).entropies(orders: 3)
    for entropy in entropies { #expect(entropy.nats > log(8) - 0.005) }
  }

  @Test("A text that repeats itself is predicted at once")
  func period() {
    let tokens = (0..<10_000).map { Int32($0 % 7) }
    let entropies = NGramEstimator(
      tokens: tokens, runs: [0..<tokens.count], heldOut: 9000, symbols: 8
    ).entropies(orders: 2)
    #expect(abs(entropies[0].nats - log(7)) < 0.01)
    #expect(entropies[1].nats < 0.01)
  }

  @Test("Nothing is said where nothing is held out")
  func nothing() {
    #expect(
      NGramEstimator(tokens: [1, 2], runs: [0..<2], heldOut: 2, symbols: 3)
        .entropies(orders: 2).isEmpty)
  }
}

/// Interpolated modified Kneser-Ney straight from its definition.
private struct SlowKneserNey {
  private let order: Int
  private let symbols: Int
  /// Of each order from 1: how often each n-gram counts there.
  private var counts: [[[Int32]: Int]] = []
  private var discounts: [[Double]] = []

  init(_ tokens: [Int32], order: Int, symbols: Int) {
    (self.order, self.symbols) = (order, symbols)
    func grams(_ length: Int) -> [[Int32]] {
      tokens.count < length
        ? [] : (0...tokens.count - length).map { Array(tokens[$0..<$0 + length]) }
    }
    for length in 1...order {
      var found: [[Int32]: Int] = [:]
      if length == order {
        for gram in grams(length) { found[gram, default: 0] += 1 }
      } else {
        for gram in Set(grams(length + 1)) { found[Array(gram.dropFirst()), default: 0] += 1 }
      }
      counts.append(found)
      let n = (1...4).map { kind in Double(found.values.count { $0 == kind }) }
      guard n.allSatisfy({ $0 > 0 }) else {
        discounts.append([0.5, 0.75, 0.75])
        continue
      }
      let y = n[0] / (n[0] + 2 * n[1])
      discounts.append(
        (0..<3).map { index in
          let k = Double(index + 1)
          return min(max(k - (k + 1) * y * n[index + 1] / n[index], 0.05), k - 0.05)
        })
    }
  }

  func probability(at place: Int, of tokens: [Int32]) -> Double {
    (1...order).reduce(1 / Double(symbols)) { below, length in
      let context = Array(tokens[place - length + 1..<place])
      let after = counts[length - 1].filter { Array($0.key.dropLast()) == context }
      let total = Double(after.values.reduce(0, +))
      guard total > 0 else { return below }
      func discount(_ count: Int) -> Double { discounts[length - 1][min(count, 3) - 1] }
      let given = after.values.reduce(0) { $0 + discount($1) }
      let count = after[context + [tokens[place]]] ?? 0
      return ((count > 0 ? Double(count) - discount(count) : 0) + given * below) / total
    }
  }
}
