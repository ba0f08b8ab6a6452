import CharLM
import CharNetwork
import CharText
import Foundation
import Testing

@Suite("Ranking and minimal pairs")
struct RankingTests {
  @Test(
    "Texts with common beginnings have the log-probabilities of their tokens",
    arguments: CellKind.allCases)
  func prefixes(_ cell: CellKind) throws {
    let model = try makeModel(cell)
    let texts: [[Token]] = [
      [1, 2, 3, 4], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 5, 6, 7], [1], [], [1, 2], [1, 9, 3, 4],
      [3, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5],
    ]
    for threads in [1, 3] {
      let found = model.threads(threads).logProbabilities(ofTexts: texts)
      for (text, value) in zip(texts, found) {
        let expected = model.logProbabilities(text[...]).reduce(0, +)
        #expect(abs(value - expected) < 1e-4, "\(text): \(value), not \(expected)")
      }
      #expect(found[0] == found[2])
    }
    #expect(model.logProbabilities(ofTexts: []).isEmpty)
  }

  @Test("Hundreds of texts have the same results on any number of threads")
  func many() throws {
    let model = try makeModel(.lstm)
    let lines = makeLines((0..<700).map { $0 % 23 })
    let texts = lines.enumerated().map { index, line in
      // Three beginnings, each shared by many.
      [1] + model.tokenizer.tokens(of: String(repeating: "abcd", count: index % 3) + line)
    }
    let one = model.threads(1).logProbabilities(ofTexts: texts)
    let three = model.threads(3).logProbabilities(ofTexts: texts)
    for (index, text) in texts.enumerated() {
      let expected = model.logProbabilities(text[...]).reduce(0, +)
      #expect(abs(one[index] - expected) < 1e-4)
      #expect(abs(one[index] - three[index]) < 1e-9)
    }
  }

  @Test("A ranking is by the score, empty texts come last, and ties keep their order")
  func ranking() throws {
    let model = try makeModel(.gru)
    let texts = ["", "abc", "cab", "abc", "j"].map { Array($0.utf8) }
    for measure in [RankingMeasure.total, .perToken, .corrected] {
      let ranking = try model.ranking(of: [texts, [], [texts[0]]], by: measure)
      #expect(ranking.map(\.count) == [5, 0, 1])
      let order = ranking[0].map(\.index)
      #expect(Set(order).count == 5 && order.last == 0)
      #expect(ranking[0].last?.score == nil && ranking[2][0].score == nil)
      #expect(
        try #require(order.firstIndex(of: 1)) + 1 == #require(order.firstIndex(of: 3)))
      let scores = ranking[0].compactMap(\.score)
      #expect(scores == scores.sorted(by: >) && scores.count == 4)
      for entry in ranking[0].dropLast() {
        let score = try model.score(String(decoding: texts[entry.index], as: UTF8.self))
        let expected =
          score.logProbability / pow(Double(score.tokens.count), measure.exponent)
        #expect(abs(try #require(entry.score) - expected) < 1e-4)
      }
    }
  }

  @Test("An unknown character does not help a text, and an end that counts is one more token")
  func unknown() throws {
    let model = try makeModel(.lstm)
    let texts = ["ab", "a#"].map { Array($0.utf8) }
    let scores = try model.comparableScores(of: texts, by: .total).compactMap(\.self)
    #expect(scores[1] < scores[0] - 5)
    let ended = try model.comparableScores(of: [texts[0]], by: .total, countsEnd: true)
    let expected = try model.score("ab", countsEnd: true).logProbability
    #expect(abs(try #require(ended[0]) - expected) < 1e-4)
    #expect(try model.comparableScores(of: [[]], by: .total, countsEnd: true) == [nil])
  }

  // MARK: - Pairs

  @Test("Ties are wrong, and intervals are Wilson's")
  func counts() {
    var count = PairCount()
    for _ in 0..<8 { count.add(good: -1, bad: -2) }
    count.add(good: -2, bad: -2)
    count.add(good: -3, bad: -2)
    #expect(count.pairs == 10 && count.correct == 8 && count.ties == 1 && count.accuracy == 0.8)
    // Of 8 in 10: (0.4902, 0.9433).
    #expect(abs(count.interval.lowerBound - 0.49016) < 1e-4)
    #expect(abs(count.interval.upperBound - 0.94331) < 1e-4)
    var all = PairCount()
    for _ in 0..<5 { all.add(good: -1, bad: nil) }
    #expect(all.interval.upperBound == 1 && abs(all.interval.lowerBound - 0.5655) < 1e-3)
  }

  @Test("Pairs are read by the names of their members, and categories are counted")
  func pairs() throws {
    var file = MinimalPairFile()
    let lines = """
      {"sentence_good":"abc","sentence_bad":"cba","UID":"x"}

      {"sentence_good":"j","sentence_bad":"j","UID":"y","field":"syntax"}
      {"sentence_good":"a","sentence_bad":"b"}\r
      """
    let pairs = try file.pairs(Array(lines.utf8), path: "folder/z.jsonl")
    #expect(pairs.map(\.category) == ["x", "y", "z"])
    #expect(pairs[0] == MinimalPair(good: Array("abc".utf8), bad: Array("cba".utf8), category: "x"))
    let accuracy = try makeModel(.lstm).accuracy(on: pairs)
    #expect(accuracy.categories.map(\.name) == ["x", "y", "z"])
    #expect(accuracy.total.pairs == 3 && accuracy.total.ties == 1)
    #expect(accuracy.categories[1].count.ties == 1 && accuracy.categories[1].count.correct == 0)
    (file.good, file.bad, file.category) = ("sentence_bad", "sentence_good", "field")
    #expect(try file.pairs(Array(lines.utf8), path: "z.jsonl")[1].category == "syntax")
  }

  @Test(
    "A wrong line is an error with line and column",
    arguments: [
      ("{\"sentence_good\":\"a\"", "p.jsonl:2:21: not JSON: expected a comma or }"),
      ("{\"é\":tru}", "p.jsonl:2:6: not JSON: expected true"),
      ("[1]", "p.jsonl:2:1: an array instead of an object"),
      ("{\"sentence_good\":\"a\"}", "p.jsonl:2:1: the object has no member \"sentence_bad\""),
      (
        "{\"sentence_good\":\"a\",\"sentence_bad\":7}",
        "p.jsonl:2:1: the member \"sentence_bad\" is 7, not a text"
      ),
      ("{\"sentence_good\":\"\",\"sentence_bad\":\"b\"}", "\"sentence_good\" is empty"),
    ])
  func damaged(_ line: String, _ message: String) {
    let text = "{\"sentence_good\":\"a\",\"sentence_bad\":\"b\"}\n\(line)\n"
    let error = #expect(throws: FileError.self) {
      _ = try MinimalPairFile().pairs(Array(text.utf8), path: "p.jsonl")
    }
    #expect(error?.description.contains(message) == true, "\(error as Any)")
  }

  @Test("Bytes that are not UTF-8 and files without pairs are errors")
  func bytes() {
    let error = #expect(throws: FileError.self) {
      _ = try MinimalPairFile().pairs(Array("{\"é".utf8) + [0xFF, 0x0A], path: "p")
    }
    #expect(error?.path == "p:1:4" && error?.problem.contains("not valid UTF-8") == true)
    let empty = #expect(throws: FileError.self) { _ = try MinimalPairFile().pairs([], path: "p") }
    #expect(empty?.problem.contains("no pairs") == true)
  }
}
