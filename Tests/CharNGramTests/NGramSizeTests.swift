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

  /// How much the loss per token of the learned text's contexts grows from one model to another, if the first predicts
  /// right: the relative entropy of all tokens, in nats.
  private func relativeEntropy(_ model: NGramModel, _ other: NGramModel) -> Double {
    var (context, otherContext) = (model.start, other.start)
    var sum = 0.0
    for token in Self.learned {
      let (p, q) = (
        model.probabilities(after: context), other.probabilities(after: otherContext)
      )
      sum += zip(p, q).reduce(0) { $0 + $1.0 * log($1.0 / $1.1) }
      model.read(token, &context)
      other.read(token, &otherContext)
    }
    return sum / Double(Self.learned.count)
  }

  /// A model of pairs without some of the pairs, by definition.
  private func without(_ pairs: Set<[Token]>, _ model: NGramModel) -> NGramModel {
    var levels = model.levels
    var (tokens, probabilities, starts): ([Token], [Double], [Int32]) = ([], [], [0])
    for context in 0..<model.vocabularySize {
      let grams = levels[0].extensions(of: context).filter {
        !pairs.contains([Token(context), levels[1].tokens[$0]])
      }
      tokens += grams.map { levels[1].tokens[$0] }
      probabilities += grams.map { levels[1].probabilities[$0] }
      starts.append(Int32(tokens.count))
      let kept = grams.reduce(0) { $0 + levels[1].probabilities[$1] }
      let below = grams.reduce(0) { $0 + levels[0].probabilities[Int(levels[1].tokens[$1])] }
      levels[0].backoffs[context] = (1 - kept) / (1 - below)
    }
    levels[0].starts = starts
    levels[1] = NGramLevel(tokens: tokens, probabilities: probabilities)
    return NGramModel(levels: levels, vocabularySize: model.vocabularySize)
  }

  @Test("Entropy pruning leaves out the pairs without which the perplexity rises less")
  func entropy() {
    let model = NGramModel(NGramCounts(Self.learned, order: 2, vocabularySize: 11))
    let pairs = (0..<11).flatMap { context in
      model.levels[0].extensions(of: context).map { [Token(context), model.levels[1].tokens[$0]] }
    }
    let rises = pairs.map { expm1(relativeEntropy(model, without([$0], model))) }
    for threshold in [1e-5, 1e-4, 1e-3] {
      let small = model.pruned(relativePerplexity: threshold, contexts: Self.learned)
      let dropped = zip(pairs, rises).filter { $0.1 < threshold }.map(\.0)
      #expect(!dropped.isEmpty && dropped.count < pairs.count, "\(threshold)")
      #expect(small.gramCounts[1] == pairs.count - dropped.count, "\(threshold)")
      let expected = without(Set(dropped), model)
      for (a, b) in zip(
        small.logProbabilities(Self.measured), expected.logProbabilities(Self.measured))
      { #expect(abs(a - b) < 1e-12) }
    }
  }

  @Test(
    "After entropy pruning probabilities sum to one, also in ARPA, and the loss rises as computed",
    arguments: [1e-6, 1e-4, 1e-2])
  func entropySums(_ threshold: Double) throws {
    let model = NGramModel(NGramCounts(Self.learned, order: 4, vocabularySize: 11))
    let small = model.pruned(relativePerplexity: threshold, contexts: Self.learned)
    let dropped = model.gramCounts.reduce(0, +) - small.gramCounts.reduce(0, +)
    #expect(dropped > 0)
    var context = small.start
    for token in Self.measured {
      small.read(token, &context)
      #expect(abs(small.probabilities(after: context).reduce(0, +) - 1) < 1e-9)
    }
    let entropy = relativeEntropy(model, small)
    // Not exactly the sum, since grams of one context are left out together.
    #expect(entropy > 0 && entropy < 2 * Double(dropped) * log1p(threshold))
    let pieces = (0..<9).map { [UInt8(ascii: "a") + UInt8($0)] }
    let vocabulary = try Vocabulary(pieces: pieces, unit: .scalar)
    let read = try ARPAModel(small.arpa(vocabulary)).model
    #expect(read.gramCounts == small.gramCounts)
    var other = read.start
    for token in Self.measured.prefix(200) {
      read.read(token, &other)
      #expect(abs(read.probabilities(after: other).reduce(0, +) - 1) < 1e-5)
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
