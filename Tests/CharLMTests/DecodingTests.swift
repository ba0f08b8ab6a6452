import CharForms
import CharLM
import CharNetwork
import CharText
import Foundation
import TestSupport
import Testing

/// All ways to read an input, by plain recursion: each text with its best score in the table.
private func texts(of input: Substring, _ table: ReadingTable) -> [String: Double] {
  guard let first = input.first else { return ["": 0] }
  var steps: [(rest: Substring, text: String, score: Double)] = []
  for (reading, alternatives) in table.readings where input.hasPrefix(reading) {
    steps += alternatives.map { (input.dropFirst(reading.count), $0.text, $0.score) }
  }
  let isFree = !table.readings.keys.contains { $0.contains(first) }
  steps.append(
    (input.dropFirst(), String(first), isFree ? 0 : ReadingTable.scoreOfCopy))
  var result: [String: Double] = [:]
  for step in steps {
    for (text, score) in texts(of: step.rest, table) {
      let whole = step.text + text
      result[whole] = max(result[whole] ?? -.infinity, step.score + score)
    }
  }
  return result
}

@Suite("Decoding of readings")
struct DecodingTests {
  private static func table() -> ReadingTable {
    var table = ReadingTable()
    for text in ["a", "c", "bd"] { table.add(text, to: "x") }
    table.add("b", score: -0.5, to: "xy")
    table.add("ae", score: -0.25, to: "xy")
    table.add("d", to: "y")
    table.add("c", score: -1, to: "yx")
    table.add("", score: -0.75, to: "y")
    return table
  }

  /// Checks what is found for an input against all texts, with as many beams as there are.
  private func check(_ model: some AutoregressiveModel, _ input: String) throws {
    let table = Self.table()
    let all = texts(of: input[...], table)
    let scored = all.map { text, score in
      let tokens = [1] + model.tokenizer.tokens(of: text) + [1]
      return (text: text, score: score + model.logProbabilities(tokens[...]).reduce(0, +))
    }.sorted { $0.score > $1.score }
    var decoder = try ReadingDecoder(model, table)
    decoder.beams = 4000
    let found = try decoder.decode(input, count: min(all.count, 3000))
    #expect(Set(found.map(\.text)).count == found.count && found.count == all.count)
    for (found, expected) in zip(found, scored) {
      #expect(abs(found.score - expected.score) < 1e-4, "\(input): \(found) \(expected)")
      let score = try #require(all[found.text])
      #expect(abs(found.logProbability + score - found.score) < 1e-4)
    }
  }

  @Test(
    "finds all texts that have the readings, however they are cut, the best first",
    arguments: ["", "x", "xy", "yx", "xyx", "xyxy", "yyxa", "axby"])
  func exhaustive(_ input: String) throws {
    try check(try makeModel(.gru, letters: 26), input)
    try check(try makeModel(.lstm, layers: 1, letters: 26, seed: 4), input)
  }

  @Test("keeps characters that the model does not know")
  func unknown() throws {
    let decoder = try ReadingDecoder(try makeModel(.lstm), Self.table())
    let found = try decoder.decode("é7x😀xy", count: 12)
    #expect(found.count > 8)
    for text in found {
      #expect(text.text.hasPrefix("é7") && text.text.contains("😀"), "\(text)")
    }
  }

  @Test("works with a model of bytes, whose characters are several tokens")
  func bytes() throws {
    var table = ReadingTable(ignoringCase: true)
    for text in ["中", "重", "国", "é"] { table.add(text, to: "zhong") }
    let (network, parameters) = try makeNetwork(
      .gru, layers: 1, hidden: 4, embedding: 4, vocabulary: 258, ties: false, residual: false,
      seed: 3)
    let model = LanguageModel(
      tokenizer: Tokenizer(configuration: TextConfiguration(unit: .byte), vocabulary: .bytes),
      network: network, parameters: parameters)
    var decoder = try ReadingDecoder(model, table)
    decoder.beams = 64
    let found = try decoder.decode("ZhongZhong", count: 16)
    #expect(Set(found.map(\.text)).isSuperset(of: ["中国", "国é", "éé", "重中"]))
    #expect(found.allSatisfy { $0.text.unicodeScalars.allSatisfy { $0 != "\u{FFFD}" } })
  }

  @Test("allows slips on request: a letter too many, missing, wrong or swapped")
  func slips() throws {
    var table = ReadingTable()
    table.add("a", to: "wang")
    table.add("b", to: "li")
    var decoder = try ReadingDecoder(try makeModel(.gru), table)
    decoder.beams = 64
    for input in ["waang", "wag", "wamg", "wnag", "awng", "wangg"] {
      #expect(try !decoder.decode(input, count: 9).contains { $0.text == "a" })
      decoder.scoreOfSlip = -1
      #expect(try decoder.decode(input)[0].text == "a", "\(input)")
      #expect(try decoder.decode(input + "li", count: 9).contains { $0.text == "ab" })
      decoder.scoreOfSlip = nil
    }
  }

  @Test("a text before an input is read first")
  func given() throws {
    let model = try makeModel(.lstm)
    let decoder = try ReadingDecoder(model, Self.table())
    let found = try decoder.decode("x", after: "abc")
    let tokens = model.tokenizer.tokens(of: "abc" + found[0].text)
    let values = model.logProbabilities(([1] + tokens + [1])[...])
    #expect(abs(found[0].logProbability - values.dropFirst(3).reduce(0, +)) < 1e-4)
  }

  @Test("a table of which the model can write nothing is refused")
  func refused() throws {
    var table = ReadingTable()
    table.add("中", to: "zhong")
    table.add("", to: " ")
    #expect(throws: ConstraintError.self) { try ReadingDecoder(try makeModel(.gru), table) }
  }
}
