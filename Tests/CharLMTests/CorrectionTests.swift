import CharForms
import CharLM
import CharNetwork
import CharText
import Foundation
import Testing

/// All texts within one edit of a line.
private func neighbors(of line: String, letters: [Character]) -> Set<String> {
  let line = Array(line)
  var result: Set<String> = [String(line)]
  for place in 0...line.count {
    for letter in letters {
      result.insert(String(line[..<place] + [letter] + line[place...]))
      if place < line.count {
        result.insert(String(line[..<place] + [letter] + line[(place + 1)...]))
      }
    }
    guard place < line.count else { continue }
    result.insert(String(line[..<place] + line[(place + 1)...]))
    guard place + 1 < line.count else { continue }
    var swapped = line
    swapped.swapAt(place, place + 1)
    result.insert(String(swapped))
  }
  return result
}

@Suite("Correction of spelling")
struct CorrectionTests {
  private static func options(
    edits: Int = 1, beams: Int = 3000, count: Int = 2000, score: Double = -0.5
  ) -> CorrectionOptions {
    var options = CorrectionOptions()
    options.edits = edits
    options.beams = beams
    options.count = count
    options.scoreOfEdit = score
    return options
  }

  private func logProbability(_ text: String, _ model: some AutoregressiveModel) -> Double {
    let tokens = [1] + model.tokenizer.tokens(of: text) + [1]
    return model.logProbabilities(tokens[...]).reduce(0, +)
  }

  @Test(
    "finds all texts within an edit, or two, with their scores", arguments: ["", "a", "abc", "bb"])
  func exhaustive(_ line: String) throws {
    let model = try makeModel(.gru, letters: 3)
    let letters: [Character] = ["a", "b", "c"]
    let one = neighbors(of: line, letters: letters)
    let two = Set(one.flatMap { neighbors(of: $0, letters: letters) })
    for (edits, texts) in [(0, [line]), (1, one), (2, two)] as [(Int, Set<String>)] {
      let correction = try Corrector(model, Self.options(edits: edits)).correct(line)
      let found = Dictionary(
        uniqueKeysWithValues: correction.alternatives.map { ($0.text, $0.score) })
      // A character between two that are swapped takes more than two edits here.
      #expect(Set(found.keys).isSubset(of: texts))
      #expect(texts.subtracting(found.keys).count <= (edits == 2 ? texts.count / 5 : 0))
      #expect(abs(correction.alternatives.map(\.confidence).reduce(0, +) - 1) < 1e-9)
      for (text, score) in found where one.contains(text) && edits > 0 {
        let expected = logProbability(text, model) + (text == line ? 0 : -0.5)
        #expect(abs(score - expected) < 1e-4, "\(text)")
      }
      #expect(abs(correction.score - logProbability(line, model)) < 1e-4)
      let best = try #require(found.values.max())
      let gain = best - correction.score
      #expect(abs(correction.gain - (gain > 2 ? gain : 0)) < 1e-9)
    }
  }

  @Test("leaves a line alone unless the gain exceeds the threshold")
  func threshold() throws {
    let model = try makeModel(.lstm, letters: 3)
    var options = Self.options(beams: 200, count: 100, score: 0)
    options.threshold = 0
    let free = try Corrector(model, options).correct("abca")
    #expect(free.text != "abca" && free.gain > 0 && !free.changes.isEmpty)
    options.threshold = free.gain * 0.999
    #expect(try Corrector(model, options).correct("abca") == free)
    options.threshold = free.gain * 1.001
    let kept = try Corrector(model, options).correct("abca")
    #expect(kept.text == "abca" && kept.gain == 0 && kept.changes.isEmpty)
    #expect(kept.alternatives == free.alternatives)
  }

  @Test("undoes confusions of a table, each as one edit")
  func confusions() throws {
    var table = ReadingTable()
    table.add("ccc", score: -0.25, to: "ab")
    table.add("", to: "ba")
    let model = try makeModel(.gru, letters: 3)
    let corrector = try Corrector(model, confusions: table, Self.options())
    let found = try corrector.correct("abab").alternatives
    let expected = ["cccab": -0.25, "abccc": -0.25, "ab": -0.5]
    for (text, score) in expected {
      let alternative = try #require(found.first { $0.text == text })
      #expect(abs(alternative.score - logProbability(text, model) - score) < 1e-4)
    }
    #expect(!found.contains { $0.text == "cccccc" })
    let plain = try Corrector(model, Self.options()).correct("abab").alternatives
    #expect(!plain.contains { $0.text == "cccab" || $0.text == "ab" })
  }

  @Test("keeps characters that the model does not know, and says where it changes others")
  func unknown() throws {
    let model = try makeModel(.gru, letters: 3)
    let corrector = try Corrector(model, Self.options(beams: 100, count: 60, score: 0))
    let correction = try corrector.correct("é😀ab")
    for alternative in correction.alternatives {
      #expect(alternative.text.contains("é") && alternative.text.contains("😀"))
      #expect(alternative.changes.count <= 1)
    }
    #expect(correction.alternatives.count > 15)
  }

  @Test(
    "describes changes",
    arguments: [
      ("teh cat", "the cat", [TextChange.Kind.swap], [2], ["eh"], ["he"]),
      ("cat", "cart", [.insert], [3], [""], ["r"]), ("caat", "cat", [.delete], [3], ["a"], [""]),
      ("cat", "cut", [.replace], [2], ["a"], ["u"]),
      ("cat", "dog", [.replace], [1], ["cat"], ["dog"]),
      ("abcdef", "bcdefg", [.delete, .insert], [1, 7], ["a", ""], ["", "g"]),
      ("x", "x", [], [], [], []),
    ] as [(String, String, [TextChange.Kind], [Int], [String], [String])])
  func changes(
    _ line: String, _ correction: String, _ kinds: [TextChange.Kind], _ columns: [Int],
    _ originals: [String], _ corrections: [String]
  ) {
    let changes = TextChange.changes(from: line, to: correction)
    #expect(changes.map(\.kind) == kinds)
    #expect(changes.map(\.column) == columns)
    #expect(changes.map(\.original) == originals)
    #expect(changes.map(\.correction) == corrections)
  }

  @Test("options out of range are refused")
  func ranges() throws {
    let changes: [(inout CorrectionOptions) -> Void] = [
      { $0.edits = -1 }, { $0.edits = 65 }, { $0.scoreOfEdit = 0.1 }, { $0.scoreOfEdit = .nan },
      { $0.threshold = -1 }, { $0.beams = 0 }, { $0.count = 0 }, { $0.count = 33 },
    ]
    for change in changes {
      var options = CorrectionOptions()
      change(&options)
      #expect(throws: SamplingError.self) { try Corrector(try makeModel(.gru), options) }
    }
  }
}
