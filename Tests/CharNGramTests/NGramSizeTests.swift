import CharNGram
import CharText
import Foundation
import Testing

@Suite("Smaller n-gram models")
struct NGramSizeTests {
  private static let learned: [Token] = {
    var state: UInt64 = 3
    return (0..<6000).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let random = state >> 33
      return index % 60 == 0 ? 1 : Token(2 + (random % 3 == 0 ? random / 3 % 8 : UInt64(index % 5)))
    }
  }()

  private static let measured = Array(learned.prefix(900).reversed())

  @Test("Grams that occur at most as often as the cut-off are left out, and no others")
  func cutoffs() throws {
    let counts = NGramCounts(Self.learned, order: 4, vocabularySize: 11)
    let pruning = try #require(NGramPruning(cutoffs: [0, 1, 3]))
    let model = NGramModel(counts, pruning: pruning)
    for (length, cutoff) in [(2, 1), (3, 3), (4, 3)] {
      var occurrences: [[Token]: Int] = [:]
      for document in Self.learned.split(separator: 1) {
        // The boundary is the first token of a document's grams, and the last of those at the end of the one before.
        let isLast = document.endIndex == Self.learned.endIndex
        let tokens = [1] + document + (isLast ? [] : [1])
        for start in 0..<max(0, tokens.count - length + 1) {
          occurrences[Array(tokens[start..<start + length]), default: 0] += 1
        }
      }
      let kept = occurrences.count { $0.value > cutoff }
      #expect(model.gramCounts[length - 1] == kept, "length \(length)")
      #expect(kept > 0 && kept < occurrences.count)
    }
  }

  @Test(
    "Probabilities after pruning still sum to one", arguments: [[0, 1], [0, 0, 2], [0, 0, 0, 9]])
  func sums(_ cutoffs: [Int]) throws {
    let counts = NGramCounts(Self.learned, order: 4, vocabularySize: 11)
    let model = NGramModel(counts, pruning: try #require(NGramPruning(cutoffs: cutoffs)))
    let whole = NGramModel(counts)
    #expect(model.gramCounts.reduce(0, +) < whole.gramCounts.reduce(0, +))
    var context = model.start
    for token in Self.measured {
      model.read(token, &context)
      #expect(abs(model.probabilities(after: context).reduce(0, +) - 1) < 1e-12)
    }
  }

  @Test("Cut-offs of zero change nothing, and wrong ones are refused")
  func none() throws {
    let counts = NGramCounts(Self.learned, order: 4, vocabularySize: 11)
    let zeros = NGramModel(counts, pruning: try #require(NGramPruning(cutoffs: [0, 0, 0])))
    #expect(
      zeros.logProbabilities(Self.measured) == NGramModel(counts).logProbabilities(Self.measured))
    for wrong in [[], [1], [0, 2, 1], [-1, 0]] { #expect(NGramPruning(cutoffs: wrong) == nil) }
  }

  @Test("Orders up to 32 work", arguments: [20, 32])
  func long(_ order: Int) {
    let model = NGramModel(Self.learned, order: order, vocabularySize: 11)
    #expect(model.order == order && model.gramCounts.count == order)
    let nats = -model.logProbabilities(Self.learned).reduce(0, +) / Double(Self.learned.count)
    // The model knows the text.
    #expect(nats < 0.7)
  }

  @Test("Rounded models have few different numbers and lose little", arguments: [8, 12])
  func rounding(_ bits: Int) {
    let model = NGramModel(Self.learned, order: 4, vocabularySize: 11)
    let rounded = model.quantized(bits: bits)
    #expect(rounded.bits == bits && rounded.gramCounts == model.gramCounts)
    func nats(_ model: NGramModel) -> Double {
      -model.logProbabilities(Self.measured).reduce(0, +) / Double(Self.measured.count)
    }
    #expect(abs(nats(rounded) - nats(model)) < [8: 0.002, 12: 0.0005][bits, default: 0])
    var context = rounded.start
    for token in Self.measured.prefix(100) {
      rounded.read(token, &context)
      #expect(abs(rounded.probabilities(after: context).reduce(0, +) - 1) < 0.02)
    }
    #expect(
      rounded.quantized(bits: bits).logProbabilities(Self.measured)
        .elementsEqual(rounded.logProbabilities(Self.measured)) { abs($0 - $1) < 1e-6 })
  }
}
