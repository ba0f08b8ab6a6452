import CharNGram
import CharText
import Foundation
import Testing

@Suite("N-gram models by modified Kneser-Ney smoothing")
struct NGramModelTests {
  /// Documents of a few letters in which some follow others more often.
  private func documents(_ count: Int, length: Int, letters: Int = 4) -> [Token] {
    var state: UInt64 = 7
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    return (0..<count).flatMap { _ -> [Token] in
      var last: Token = 0
      return [1]
        + (0..<1 + Int(next() % UInt64(length))).map { _ in
          last = next() % 3 == 0 ? Token(next() % UInt64(letters)) : (last + 1) % Token(letters)
          return last + 2
        }
    }
  }

  @Test("A model agrees with the definition, worked with dictionaries", arguments: 1...5)
  func definition(_ order: Int) {
    let learned = documents(120, length: 40)
    let model = NGramModel(learned, order: order, vocabularySize: 7)
    let slow = SlowKneserNey(learned, order: order, vocabularySize: 7)
    let measured = documents(20, length: 12, letters: 5)
    let found = model.logProbabilities(measured)
    #expect(found.count == measured.count - 1)
    for (index, value) in found.enumerated() {
      #expect(abs(value - log(slow.probability(at: index + 1, of: measured))) < 1e-12)
    }
  }

  @Test("All probabilities at once are those of each token read by itself", arguments: 1...6)
  func walk(_ order: Int) {
    let model = NGramModel(documents(60, length: 50), order: order, vocabularySize: 9)
    var context = model.start
    var logits = [Float](repeating: 0, count: 9)
    for token in documents(4, length: 30, letters: 6) {
      model.read(token, &context)
      let probabilities = model.probabilities(after: context)
      model.logProbabilities(after: context, into: &logits)
      for next in 0..<9 {
        var after = context
        let expected = model.read(Token(next), &after)
        #expect(abs(log(probabilities[next]) - expected) < 1e-12)
        #expect(abs(Double(logits[next]) - expected) < 1e-6)
      }
    }
  }

  @Test("A shorter model of the same counts is the model of its own counts", arguments: 1...4)
  func shorter(_ order: Int) {
    let learned = documents(50, length: 30)
    let counts = NGramCounts(learned, order: 5, vocabularySize: 6)
    let alone = NGramModel(learned, order: order, vocabularySize: 6)
    let measured = documents(10, length: 60)
    #expect(
      NGramModel(counts, order: order).logProbabilities(measured)
        == alone.logProbabilities(measured))
  }

  @Test("A small case worked by hand")
  func byHand() {
    // <doc> a b a, with V = 4: <unk> <doc> a b. Pairs: <doc>a ab ba, each once; all discounts are fixed.
    let model = NGramModel([1, 2, 3, 2], order: 2, vocabularySize: 4)
    // Below: a follows two different tokens, b one: (2 − 0.75)/3 and (1 − 0.5)/3, and 1.25/3 for equal parts.
    let a = (2 - 0.75) / 3 + 1.25 / 3 / 4
    let b = (1 - 0.5) / 3 + 1.25 / 3 / 4
    let other = 1.25 / 3 / 4
    var context = model.start
    model.read(1, &context)
    model.read(2, &context)
    // After a comes b once: half of it is left, the other half is shared out as below.
    let expected = [0.5 * other, 0.5 * other, 0.5 * a, 0.5 + 0.5 * b]
    for (found, expected) in zip(model.probabilities(after: context), expected) {
      #expect(abs(found - expected) < 1e-12)
    }
  }

  @Test("The probabilities of all tokens are one together, wherever a text is", arguments: 1...7)
  func sumsToOne(_ order: Int) {
    let model = NGramModel(documents(40, length: 50), order: order, vocabularySize: 9)
    var context = model.start
    // 8 was never seen, nor was 0.
    for token in [1, 2, 3, 4, 5, 2, 2, 2, 8, 3, 4, 0, 1, 1, 5, 4, 3, 2] as [Token] {
      model.read(token, &context)
      let probabilities = model.probabilities(after: context)
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
      #expect(probabilities.allSatisfy { $0 > 0 })
    }
  }

  @Test("Nothing of one document is known in the next")
  func documentsApart() {
    let model = NGramModel(documents(40, length: 50), order: 4, vocabularySize: 6)
    let end: [Token] = [1, 4, 5, 3]
    for beginning in [[1, 2, 3, 4, 5], [1, 5, 5], [3, 2]] as [[Token]] {
      #expect(
        model.logProbabilities(beginning + end).suffix(3) == model.logProbabilities(end)[...])
    }
  }

  @Test("An end of a document is predicted, and its start is given, as networks do it")
  func boundaries() {
    // Documents always end after b.
    let learned: [Token] = (0..<50).flatMap { _ -> [Token] in [1, 2, 3] } + [1]
    let values = NGramModel(learned, order: 3, vocabularySize: 4).logProbabilities([1, 2, 3, 1, 2])
    for value in values { #expect(value > log(0.95)) }
  }

  @Test("Of no text, and of one character, everything is possible")
  func small() {
    let nothing = NGramModel([Token](), order: 6, vocabularySize: 5)
    #expect(nothing.logProbabilities([1, 2, 3]).allSatisfy { abs($0 - log(0.2)) < 1e-12 })
    #expect(nothing.logProbabilities([Token]()).isEmpty && nothing.logProbabilities([2]).isEmpty)
    // A single character follows nothing, and says nothing of what follows.
    let one = NGramModel([2], order: 6, vocabularySize: 5)
    #expect(one.logProbabilities([2, 2]).allSatisfy { abs($0 - log(0.2)) < 1e-12 })
    let boundary = NGramModel([1], order: 6, vocabularySize: 5)
    #expect(boundary.logProbabilities([1, 2, 3]).allSatisfy { abs($0 - log(0.2)) < 1e-12 })
    for text in [[1, 2], [2, 2], [1, 2, 2, 2, 2, 2]] as [[Token]] {
      let model = NGramModel(text, order: 6, vocabularySize: 5)
      var context = model.start
      model.read(text[0], &context)
      let probabilities = model.probabilities(after: context)
      #expect(probabilities[2] > 0.4)
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
      #expect(probabilities[3] == probabilities[0] && probabilities[0] > 0)
    }
  }

  @Test("What follows a cut does not go on where the text ended")
  func cuts() {
    var counts = NGramCounts(order: 3, vocabularySize: 6)
    counts.add([1, 2, 3])
    counts.add([2, 3])
    #expect(counts.gramCounts == [2, 3, 3])
    counts.cut()
    counts.add([4, 5])
    #expect(counts.gramCounts == [4, 4, 3])
    #expect(counts.tokenCount == 7)
  }

  @Test("Text with a rule is predicted, text without one is not")
  func rules() {
    let periodic = (0..<5000).map { Token(2 + $0 % 7) }
    let model = NGramModel(periodic[..<4000], order: 3, vocabularySize: 9)
    #expect(-model.logProbabilities(periodic[4000...]).reduce(0, +) / 999 < 0.01)
    var state: UInt64 = 3
    let noise = (0..<20_000).map { _ -> Token in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Token(2 + state >> 40 % 8)
    }
    let nats =
      -NGramModel(noise[..<18_000], order: 3, vocabularySize: 10)
      .logProbabilities(noise[18_000...]).reduce(0, +) / 1999
    #expect(nats > log(8) - 0.005 && nats < log(8) + 0.1)
  }
}

/// Interpolated modified Kneser-Ney straight from its definition.
private struct SlowKneserNey {
  private let order: Int
  private let vocabularySize: Int
  /// Of each order from 1: how often each n-gram counts there.
  private var counts: [[[Token]: Int]] = []
  private var discounts: [[Double]] = []

  init(_ tokens: [Token], order: Int, vocabularySize: Int) {
    (self.order, self.vocabularySize) = (order, vocabularySize)
    func grams(_ length: Int) -> [[Token]] {
      tokens.count < length
        ? []
        : (0...tokens.count - length).map { Array(tokens[$0..<$0 + length]) }
          .filter { !$0.dropFirst().dropLast().contains(1) && (length > 1 || $0 != [1]) }
    }
    // A boundary that is predicted follows something; a single boundary is the end of such a pair.
    let ends = grams(2).count { $0[1] == 1 }
    for length in 1...order {
      var found: [[Token]: Int] = [:]
      for gram in grams(length) where length == order || (length > 1 && gram[0] == 1) {
        found[gram, default: 0] += 1
      }
      if length == order {
        if order == 1 && ends > 0 { found[[1]] = ends }
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

  func probability(at place: Int, of tokens: [Token]) -> Double {
    let document = tokens[..<place].lastIndex(of: 1) ?? 0
    return (1...order).reduce(1 / Double(vocabularySize)) { below, length in
      guard place - length + 1 >= document else { return below }
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
