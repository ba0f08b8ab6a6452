import CharLM
import CharNetwork
import CharText
import Foundation
import Testing

/// Contrastive search equals a plain rewrite from its paper.
@Suite("Contrastive search")
struct ContrastiveSearchTests {
  /// Reads the whole text anew for every candidate.
  private static func plainSearch(
    _ model: LanguageModel, _ prompt: [Token], penalty: Double, candidates: Int, length: Int
  ) -> [Token] {
    func vectors(_ text: [Token]) -> [[Double]] {
      var state = model.initialState()
      let all = model.engine.hiddenStates(
        ([Vocabulary.documentBoundary] + text)[...], from: &state)
      let width = all.values.count / (text.count + 1)
      return text.indices.map { row in
        all.values[(row + 1) * width..<(row + 2) * width].map(Double.init)
      }
    }
    func cosine(_ a: [Double], _ b: [Double]) -> Double {
      let (x, y) = (zip(a, a).map(*).reduce(0, +), zip(b, b).map(*).reduce(0, +))
      return zip(a, b).map(*).reduce(0, +) / (x * y).squareRoot()
    }
    var text = prompt
    while text.count < prompt.count + length {
      var state = model.initialState()
      var logits = [Float](repeating: 0, count: model.tokenizer.vocabulary.count)
      model.read(([Vocabulary.documentBoundary] + text)[...], &state, logits: &logits)
      logits[Int(Vocabulary.unknown)] = -.infinity
      let p = ProcessorTests.plainSoftmax(logits.map(Double.init))
      let likeliest = ProcessorTests.ranking(logits.map(Double.init)).prefix(candidates).filter {
        p[$0] > 0
      }
      var scores: [Int: Double] = [:]
      var similarities: [Double] = []
      for token in likeliest where token != Int(Vocabulary.documentBoundary) {
        let rows = vectors(text + [Token(token)])
        let last = rows[text.count]
        let similarity = rows[..<text.count].map { cosine($0, last) }.max() ?? 0
        similarities.append(similarity)
        scores[token] = (1 - penalty) * p[token] - penalty * similarity
      }
      let end = Int(Vocabulary.documentBoundary)
      if likeliest.contains(end) {
        let mean = similarities.reduce(0, +) / Double(max(1, similarities.count))
        scores[end] = (1 - penalty) * p[end] - penalty * mean
      }
      // Of equal ones the smaller.
      let best = scores.min { a, b in
        a.value != b.value ? a.value > b.value : a.key < b.key
      }
      guard let best = best?.key, best != end else { break }
      text.append(Token(best))
    }
    return Array(text[prompt.count...])
  }

  @Test(
    "the text equals that of the plain search", arguments: [0, 0.3, 0.6, 1], [1, 3, 12])
  func plain(penalty: Double, candidates: Int) throws {
    for seed in UInt64(1)...3 {
      let model = try makeModel(.gru, hidden: 12, seed: seed)
      var options = GenerationOptions()
      options.sampling.temperature = 0
      options.length = 30
      for prompt in ["", "abcab"] {
        let text = try model.generate(
          prompt, options,
          processors: [
            ContrastiveSearch(model, penalty: penalty, candidates: candidates)
          ]
        ).text
        let expected = Self.plainSearch(
          model, try model.tokenizer.encode(Array(prompt.utf8)), penalty: penalty,
          candidates: candidates, length: 30)
        #expect(
          try model.tokenizer.encode(Array(text.utf8)) == expected,
          "seed \(seed), prompt \(prompt)")
      }
    }
  }

  @Test("without a penalty the text is that of the likeliest tokens")
  func greedy() throws {
    let model = try makeModel(.lstm, hidden: 10, seed: 4)
    var options = GenerationOptions()
    options.sampling.temperature = 0
    options.length = 40
    let contrastive = try model.generate(
      "ab", options, processors: [ContrastiveSearch(model, penalty: 0)]
    ).text
    #expect(contrastive == (try model.generate("ab", options).text))
  }
}
