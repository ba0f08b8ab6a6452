import CharForms
import CharLM
import CharNetwork
import CharText
import Foundation
import Testing

/// For each place the tokens that may stand there, and what they score.
private struct Readings: SearchRule {
  var candidates: [[Token]]
  var scores: [[Double]]

  var initialState: Int { 0 }

  func addMoves(from position: Int, remaining: Int, to moves: inout SearchMoves) {
    if position < candidates.count {
      moves.add(candidates[position], scores: scores[position])
    }
  }

  func state(after token: Token, tag: Int, in position: Int) -> Int { position + 1 }

  func ending(in position: Int) -> SearchEnding {
    position == candidates.count ? .final(score: -0.5) : .none
  }
}

/// The edits from a text to another: a letter is kept, replaced, added or left out.
private struct Edits: SearchRule {
  static let cost = -2.0
  var source: [Token]
  var letters: [Token]

  var initialState: Int { 0 }
  var isAmbiguous: Bool { true }

  func addMoves(from position: Int, remaining: Int, to moves: inout SearchMoves) {
    // The tag is the number of letters that are left out before a letter, and whether one is added.
    for skipped in 0...max(0, source.count - position) {
      let cost = Double(skipped) * Self.cost
      if position + skipped < source.count {
        let kept = source[position + skipped]
        moves.add(
          letters, scores: letters.map { cost + ($0 == kept ? 0 : Self.cost) }, tag: 2 * skipped)
      }
    }
    moves.add(letters, scores: letters.map { _ in Self.cost }, tag: 1)
  }

  func state(after token: Token, tag: Int, in position: Int) -> Int {
    tag == 1 ? position : position + tag / 2 + 1
  }

  func ending(in position: Int) -> SearchEnding {
    .document(score: Double(source.count - position) * Self.cost)
  }

  /// The costs of the cheapest edits, by the textbook's table.
  func distance(to target: [Token]) -> Double {
    var row = (0...source.count).map { Double($0) * Self.cost }
    for token in target {
      var next = [row[0] + Self.cost]
      for (index, letter) in source.enumerated() {
        let replaced = row[index] + (letter == token ? 0 : Self.cost)
        next.append(max(replaced, row[index + 1] + Self.cost, next[index] + Self.cost))
      }
      row = next
    }
    return row[source.count]
  }
}

@Suite("Rules of a search")
struct SearchRuleTests {
  @Test("a text is found for readings, with what they score")
  func readings() throws {
    let model = try makeModel(.lstm)
    let rule = Readings(
      candidates: [[2, 3, 4], [5], [6, 7], [2, 8]],
      scores: [[-1, 0, -2], [0], [-3, 0], [-0.1, -0.2]])
    var texts: [(tokens: [Token], score: Double)] = [([], -0.5)]
    for (tokens, scores) in zip(rule.candidates, rule.scores) {
      texts = texts.flatMap { text in
        zip(tokens, scores).map { (text.tokens + [$0], text.score + $1) }
      }
    }
    for index in texts.indices {
      texts[index].score += model.logProbabilities(([1, 4] + texts[index].tokens)[...])
        .dropFirst().reduce(0, +)
    }
    texts.sort { $0.score > $1.score }
    var options = SearchTests.options(10, beams: 12)
    options.lengthPenalty = 0
    let results = try model.search("c", options, following: rule)
    #expect(results.map(\.tokens) == texts.map(\.tokens))
    for (result, text) in zip(results, texts) {
      #expect(abs(result.score - text.score) < 1e-4 && result.finishReason == .processor)
    }
    // Fewer beams than texts find texts that follow the rule all the same.
    options.beams = 2
    options.count = 2
    #expect(try model.search("c", options, following: rule).count == 2)
  }

  @Test("a text that can be written in several ways comes once, with the best of them")
  func edits() throws {
    let model = try makeModel(.gru, letters: 3)
    let rule = Edits(source: [2, 3, 3], letters: [2, 3, 4])
    let leaves = AllTexts(model: model, length: 5).leaves().filter { $0.tokens.last == 1 }
    var scores: [[Token]: Double] = [:]
    for leaf in leaves {
      let text = Array(leaf.tokens.dropLast())
      scores[leaf.tokens] = leaf.logProbability + rule.distance(to: text)
    }
    var options = SearchTests.options(5, beams: 2000, count: 121)
    options.lengthPenalty = 0
    let results = try model.search("", options, following: rule)
    #expect(Set(results.map(\.tokens)).count == 121)
    let ended = results.filter { $0.finishReason == .end }
    #expect(ended.count > 20)
    for result in ended {
      let score = try #require(scores[result.tokens])
      #expect(abs(result.score - score) < 1e-4, "\(result)")
    }
    let best = try #require(scores.values.max())
    #expect(abs(ended[0].score - best) < 1e-4)
  }

  @Test("a rule that leads to no end within the length is an error")
  func deadEnd() throws {
    let rule = Readings(candidates: [[2], [3], [4]], scores: [[], [], []])
    #expect(throws: PredictionError.everythingForbidden) {
      try makeModel(.gru).search("", SearchTests.options(2, beams: 4), following: rule)
    }
  }
}
