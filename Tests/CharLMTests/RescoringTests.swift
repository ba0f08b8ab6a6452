import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import Testing

@Suite("Rescoring n-best lists")
struct RescoringTests {
  private static let kaldi = "utt-a-1 ab c\nutt-a-2 a\nutt-a-3\nb-1 j\n"
  private static let costs = "utt-a-1 10.5\nutt-a-2 9\nutt-a-3 1\nb-1 3\n"
  private static let moses = """
    0 ||| ab c ||| LM0= -1 ||| -10.5
    0 ||| a ||| ||| -9 ||| 0-0
    0 |||  ||| x ||| -1
    12 ||| j ||| ||| -3

    """
  private static let table = "s1\t-10.5\tab c\ns1\t-9\ta\ns1\t-1\t\nb\t-3\tj\twith a tab\n"

  private func file(_ format: NBestFormat) throws -> NBestFile {
    switch format {
    case .kaldi:
      try NBestFile(
        Array(Self.kaldi.utf8), path: "n", .kaldi,
        scores: [NBestFile.Scores(Array(Self.costs.utf8), path: "costs", isCost: true)])
    case .moses: try NBestFile(Array(Self.moses.utf8), path: "n", .moses)
    case .tsv: try NBestFile(Array(Self.table.utf8), path: "n", .tsv)
    }
  }

  @Test("All formats read the same lists", arguments: NBestFormat.allCases)
  func reading(_ format: NBestFormat) throws {
    let lists = try file(format).lists
    #expect(lists.count == 2)
    #expect(
      lists[0].hypotheses.map { String(decoding: $0.text, as: UTF8.self) } == ["ab c", "a", ""])
    #expect(lists[0].hypotheses.map(\.score) == [-10.5, -9, -1])
    #expect(lists[0].hypotheses.map(\.isEmpty) == [false, false, true])
    #expect(lists[1].hypotheses.map(\.score) == [-3])
  }

  @Test("Lists are written in their format in the new order")
  func writing() throws {
    let model = try makeModel(.lstm)
    func texts(_ format: NBestFormat, _ weights: RescoringWeights) throws -> (String, NBestFile) {
      let file = try self.file(format)
      let features = try model.rescoringFeatures(of: file.lists, .word)
      return (String(decoding: file.text(features.map { $0.ranked(weights) }), as: UTF8.self), file)
    }
    let none = RescoringWeights(model: 0)
    #expect(try texts(.kaldi, none).0 == "utt-a-2 a\nutt-a-1 ab c\nutt-a-3 \nb-1 j\n")
    // The empty one comes last, although its own score is the highest.
    #expect(
      try texts(.tsv, none).0
        == "s1\t-9.000000\ta\ns1\t-10.500000\tab c\ns1\t-11.500000\t\nb\t-3.000000\tj\twith a tab\n"
    )
    let longer = RescoringWeights(model: 0, length: 5)
    #expect(try texts(.tsv, longer).0.hasPrefix("s1\t-0.500000\tab c\ns1\t-4.000000\ta\n"))
    let (text, file) = try texts(.moses, none)
    let score = try model.score("a").logProbability
    #expect(
      text.hasPrefix(
        "0 ||| a ||| charlm= \(String(format: "%.6f", score)) ||| -9.000000 ||| 0-0\n"), "\(text)")
    // Its own output is read again.
    let again = try NBestFile(Array(text.utf8), path: "again", .moses)
    #expect(again.lists.map(\.hypotheses.count) == file.lists.map(\.hypotheses.count))
    let kaldi = try self.file(.kaldi)
    let ranked = try model.rescoringFeatures(of: kaldi.lists, .word).map { $0.ranked(none) }
    #expect(
      String(decoding: kaldi.scoreArchive(ranked, areCosts: true), as: UTF8.self)
        == "utt-a-2 9.000000\nutt-a-1 10.500000\nutt-a-3 11.500000\nb-1 3.000000\n")
  }

  @Test("An empty hypothesis never wins by being empty", arguments: [0.0, 1, 30])
  func empty(_ weight: Double) throws {
    let model = try makeModel(.lstm)
    let file = try self.file(.tsv)
    for countsEnd in [false, true] {
      for length in [-30.0, 0, 30] {
        let features = try model.rescoringFeatures(of: file.lists, .character, countsEnd: countsEnd)
        let ranked = features.map { $0.ranked(RescoringWeights(model: weight, length: length)) }
        #expect(ranked[0].hypotheses.last?.index == 2)
        let scores = ranked[0].hypotheses.map(\.score)
        #expect(scores == scores.sorted(by: >) && scores[2] < scores[1])
      }
    }
  }

  @Test("Errors are edits of words or characters")
  func errors() {
    func errors(_ a: String, _ b: String, _ units: TextUnits) -> Int {
      units.errors(in: Array(a.utf8), reference: Array(b.utf8))
    }
    #expect(errors("the cat  sat", "the cat sat", .word) == 0)
    #expect(errors("cat sat down", "the cat sat", .word) == 2)
    #expect(errors("kitten", "sitting", .character) == 3)
    #expect(errors("那只猫", "那个猫儿", .character) == 2)
    #expect(errors("", "a b", .word) == 2 && errors("a b", "", .character) == 3)
  }

  @Test("Tuned weights have as few errors as a fine grid finds")
  func tuning() throws {
    let model = try makeModel(.lstm)
    var random = RandomSource(seed: 9)
    func next(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    let words = makeLines((0..<60).map { 1 + $0 % 5 })
    for round in 0..<4 {
      var (lists, references) = ("", "")
      for list in 0..<12 {
        let correct = (0..<4).map { _ in words[next(60)] }
        references += "l\(list)\t\(correct.joined(separator: " "))\n"
        for _ in 0..<8 {
          let found = correct.flatMap { word -> [String] in
            switch next(6) {
            case 0: []
            case 1: [words[next(60)]]
            case 2: [word, words[next(60)]]
            default: [word]
            }
          }
          lists += "l\(list)\t\(-Double(next(300)) / 10)\t\(found.joined(separator: " "))\n"
        }
      }
      let file = try NBestFile(Array(lists.utf8), path: "n", .tsv)
      let features = try model.rescoringFeatures(of: file.lists, .word)
      let tuner = RescoringTuner(
        file.lists, features,
        try NBestReferences(Array(references.utf8), path: "r", of: file), .word)
      let best = tuner.best()
      #expect(tuner.result(best.weights) == best)
      #expect(RescoringTuner.modelWeights.contains(best.weights.model))
      #expect(best.errors >= best.errorsAtBest)
      #expect(best.errors <= tuner.result(RescoringWeights(model: 0)).errors)
      // Along each weight alone the search is exact.
      for step in 0...3000 {
        let model = RescoringWeights(model: Double(step) / 100, length: best.weights.length)
        let length = RescoringWeights(
          model: best.weights.model, length: Double(step) / 50 - 30)
        #expect(tuner.result(model).errors >= best.errors, "round \(round): \(model), \(best)")
        #expect(tuner.result(length).errors >= best.errors, "round \(round): \(length), \(best)")
      }
    }
  }

  @Test("References of each format are found by the names of lists")
  func references() throws {
    func read(_ text: String, _ format: NBestFormat) throws -> [String] {
      try NBestReferences(Array(text.utf8), path: "r", of: file(format)).texts.map {
        String(decoding: $0, as: UTF8.self)
      }
    }
    #expect(try read("b j\nutt-a ab  c\n", .kaldi) == ["ab  c", "j"])
    #expect(try read("s1\tab c\r\nb\t\n", .tsv) == ["ab c", ""])
    #expect(
      try read("x\n" + String(repeating: "\n", count: 11) + "y\n", .moses) == ["x", "y"])
    for (text, format, message) in [
      ("b j\n", NBestFormat.kaldi, "r: there is no reference for the list \"utt-a\""),
      ("b j\nb k\n", .kaldi, "r:2:1: the name \"b\" again"),
      ("s1 x\n", .tsv, "r:1:5: expected name and text"),
      ("x\n", .moses, "no reference for the list \"12\""),
    ] {
      let error = #expect(throws: FileError.self) { _ = try read(text, format) }
      #expect(error?.description.contains(message) == true, "\(error as Any)")
    }
  }

  @Test(
    "A wrong line is an error with line and column",
    arguments: [
      (NBestFormat.kaldi, "utt ab\n", "n:1:1: the key \"utt\" does not end with the number"),
      (.kaldi, "b-1 x\nb-1 y\n", "n:2:1: the key \"b-1\" again"),
      (.kaldi, "b-2 x\n", "n:1:1: costs has no number for the key \"b-2\""),
      (.kaldi, " x\n", "n:1:1: the key is missing"),
      (.moses, "0 ||| é ||| -1\n", "n:1:15: expected number ||| text ||| features ||| score"),
      (.moses, "0 ||| é ||| ||| x\n", "n:1:16: the score \"x\" is not a number"),
      (.moses, "a ||| é ||| ||| 1\n", "n:1:1: \"a\" is not the number of a sentence"),
      (.tsv, "a\tb\n", "n:1:4: expected name, score and text"),
      (.tsv, "a\t1\tx\né\tnan\tx\n", "n:2:3: the score \"nan\" is not a number"),
      (.tsv, "a\tinf\tx\n", "n:1:3: the score \"inf\""),
      (.tsv, "\t1\tx\n", "n:1:1: the name is empty"),
      (.tsv, "\n \n", "n: there are no lists in it"),
    ])
  func damaged(_ format: NBestFormat, _ text: String, _ message: String) {
    let scores =
      format == .kaldi
      ? [NBestFile.Scores(Array("b-1 3\nutt 1\n".utf8), path: "costs", isCost: true)] : []
    let error = #expect(throws: FileError.self) {
      _ = try NBestFile(Array(text.utf8), path: "n", format, scores: scores)
    }
    #expect(error?.description.contains(message) == true, "\(error as Any)")
  }

  @Test("Files of any bytes are lists or errors, and none crashes", arguments: NBestFormat.allCases)
  func anyBytes(_ format: NBestFormat) throws {
    let source: String =
      switch format {
      case .kaldi: Self.kaldi
      case .moses: Self.moses
      case .tsv: Self.table
      }
    let scores =
      format == .kaldi
      ? [NBestFile.Scores(Array(Self.costs.utf8), path: "costs", isCost: true)] : []
    var random = RandomSource(seed: 4)
    var (lists, errors) = (0, 0)
    for _ in 0..<2000 {
      var bytes = Array(source.utf8)
      for _ in 0..<1 + random.next() % 3 {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        default: bytes.insert(Array("\n\t |-0a".utf8)[Int(random.next() % 7)], at: place)
        }
      }
      do {
        let file = try NBestFile(bytes, path: "n", format, scores: scores)
        #expect(!file.lists.isEmpty && file.lists.allSatisfy { !$0.hypotheses.isEmpty })
        lists += 1
      } catch {
        #expect(error.path.hasPrefix("n"))
        errors += 1
      }
    }
    #expect(lists > 100 && errors > 100, "\(lists) lists, \(errors) errors")
  }
}
