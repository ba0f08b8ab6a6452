import CharLM
import CharNetwork
import CharText
import Foundation
import Testing

@Suite("Stochastic beams")
struct StochasticBeamTests {
  /// The probability of each set of `count` texts that are drawn one after another without replacement.
  private func sets(_ probabilities: [[Token]: Double], count: Int) -> [Set<[Token]>: Double] {
    var result: [Set<[Token]>: Double] = [[]: 1]
    for _ in 0..<count {
      // By sequences, of which a set has several.
      var next: [Set<[Token]>: Double] = [:]
      for (set, probability) in result {
        let left = 1 - set.reduce(0) { $0 + (probabilities[$1] ?? 0) }
        for (text, share) in probabilities where !set.contains(text) {
          next[set.union([text]), default: 0] += probability * share / left
        }
      }
      result = next
    }
    return result
  }

  @Test("are a sample without replacement", arguments: [1, 0.6])
  func frequencies(_ temperature: Double) throws {
    let model = try SearchTests.ngram()
    // The distribution of samples: <unk> is left out.
    let all = AllTexts(model: model, length: 2) { _, values in
      let sum = values.dropFirst().reduce(0) { $0 + exp($1 / temperature) }
      return values.map { $0 / temperature - log(sum) }
    }
    let probabilities = Dictionary(
      uniqueKeysWithValues: all.leaves().map { ($0.tokens, exp($0.score)) })
    #expect(abs(probabilities.values.reduce(0, +) - 1) < 1e-9)
    let expected = sets(probabilities, count: 3)
    var options = SearchTests.options(2, beams: 3)
    options.isStochastic = true
    options.generation.sampling.temperature = temperature
    let draws = 6000
    var found: [Set<[Token]>: Int] = [:]
    for seed in 0..<draws {
      options.generation.sampling.seed = UInt64(seed)
      found[Set(try model.search("", options).map(\.tokens)), default: 0] += 1
    }
    #expect(found.keys.allSatisfy { expected[$0] != nil })
    // Sets that are expected less than 8 times count together.
    var (square, cells, rare, rareFound) = (0.0, 0, 0.0, 0)
    for (set, probability) in expected {
      let mean = probability * Double(draws)
      if mean < 8 {
        rare += mean
        rareFound += found[set, default: 0]
      } else {
        square += pow(Double(found[set, default: 0]) - mean, 2) / mean
        cells += 1
      }
    }
    if rare > 8 {
      square += pow(Double(rareFound) - rare, 2) / rare
      cells += 1
    }
    // Mean and five standard deviations of chi-squared.
    let freedom = Double(cells - 1)
    #expect(cells > 10)
    #expect(square < freedom + 5 * (2 * freedom).squareRoot(), "\(square) for \(freedom)")
  }

  @Test("more beams than texts find all, each once, and the first of many are those of few")
  func all() throws {
    let model = try makeModel(.gru, letters: 3)
    var options = SearchTests.options(3, beams: 60, count: 60)
    options.isStochastic = true
    let leaves = AllTexts(model: model, length: 3).leaves()
    let results = try model.search("", options)
    #expect(results.count == leaves.count)
    #expect(Set(results.map(\.tokens)) == Set(leaves.map(\.tokens)))
    #expect(zip(results, results.dropFirst()).allSatisfy { $0.score >= $1.score })
  }

  @Test("a constraint is met, and another seed draws other texts")
  func seeds() throws {
    let model = try makeModel(.lstm)
    var options = SearchTests.options(12, beams: 5)
    options.isStochastic = true
    var found: Set<[String]> = []
    for seed in 0..<4 {
      options.generation.sampling.seed = UInt64(seed)
      let results = try model.search("", options)
      #expect(results.count == 5 && Set(results.map(\.tokens)).count == 5)
      found.insert(results.map(\.text))
    }
    #expect(found.count == 4)
  }
}
