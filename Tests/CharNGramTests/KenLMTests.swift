import CharNGram
import CharText
import Foundation
import TestSupport
import Testing

@Suite("ARPA files and KenLM")
struct KenLMTests {
  /// The scores that KenLM gave: `Tests/Fixtures/make_kenlm_fixture.py` made them.
  struct Fixture: Decodable {
    var text: String
    var lines: [String]
    var order: Int
    /// log10 p of each line, as a sentence and as a fragment.
    var characters: [[Double]]
    var wordArpa: String
    var words: [[Double]]
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures")

  private let fixture: Fixture
  private let model: NGramModel
  private let tokenizer: Tokenizer

  init() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    fixture = try decoder.decode(
      Fixture.self, from: Data(contentsOf: Self.folder.appendingPathComponent("kenlm.json")))
    let (tokenizer, corpus) = try CorpusReader(text: fixture.text).build(
      TextConfiguration(boundary: .line))
    self.tokenizer = tokenizer
    model = NGramModel(
      corpus.tokens, order: fixture.order, vocabularySize: tokenizer.vocabulary.count)
  }

  /// log10 p of a line of characters, as a sentence and as a fragment.
  private func scores(_ line: String) -> [Double] {
    let tokens = tokenizer.tokens(of: line)
    let sentence = model.logProbabilities([1] + tokens + [1]).reduce(0, +)
    var context = model.start
    let fragment = tokens.reduce(0) { $0 + model.read($1, &context) }
    return [sentence / log(10), fragment / log(10)]
  }

  private func expect(_ found: [Double], _ expected: [Double], _ line: String) {
    #expect(found.count == 2 && expected.count == 2)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-4, "\(line): \(a), not \(b)") }
  }

  @Test("KenLM gives lines of characters the scores that the exported model gives them")
  func characters() {
    #expect(fixture.lines.count == fixture.characters.count)
    for (line, expected) in zip(fixture.lines, fixture.characters) {
      expect(scores(line), expected, line)
    }
  }

  @Test("A file of words gives lines the scores that KenLM gives them")
  func words() throws {
    let model = try WordModel(arpa: Array(fixture.wordArpa.utf8))
    #expect(model.model.order == 3)
    for (line, expected) in zip(fixture.lines, fixture.words) {
      let bytes = Array(line.utf8)
      expect(
        [
          model.score(bytes).log10Probability,
          model.score(bytes, isSentence: false).log10Probability,
        ], expected, line)
    }
    let score = model.score(Array("zebra the miller quickly".utf8))
    #expect(score.words == 4 && score.unknownWords == 2 && score.predictions == 5)
  }

  /// The Python of CHARLM_PYTHON with the module kenlm.
  private static let kenlm = python(with: "kenlm")

  @Test(
    "The installed KenLM reads an exported model and gives the same scores",
    .enabled(if: kenlm != nil, "set CHARLM_PYTHON to a Python with the module kenlm"))
  func installed() throws {
    let scratch = try Scratch()
    let lines = fixture.lines.map { line in
      line.map { $0 == " " ? "<U+0020>" : String($0) }.joined(separator: " ")
    }
    try scratch.write(try model.arpa(tokenizer.vocabulary), to: "model.arpa")
    try scratch.write(Array(lines.joined(separator: "\n").utf8), to: "lines.txt")
    let (status, output) = try run(
      try #require(Self.kenlm),
      [
        Self.folder.appendingPathComponent("make_kenlm_fixture.py").path, "--score",
        scratch.path("model.arpa"), scratch.path("lines.txt"),
      ])
    #expect(status == 0)
    let found = try JSONDecoder().decode([[Double]].self, from: Data(output))
    #expect(found.count == fixture.lines.count)
    for (line, found) in zip(fixture.lines, found) { expect(found, scores(line), line) }
  }

  /// A line of a file of words that is replaced, and the place and the words of the error.
  static let damages: [(old: String, new: String, line: Int, column: Int, message: String)] = [
    ("\n<s>", "\nx", 1, 1, "not an ARPA file"),
    ("-0.5\ta\t-0.2", "-0.5\tb\t-0.2", 9, 6, "b again"),
    ("-0.5\ta\t-0.2", "half\ta\t-0.2", 8, 1, "the probability half"),
    ("-0.5\ta\t-0.2", "-0.5\ta\tmuch", 8, 8, "the back-off weight much"),
    ("-0.1\t<s> a", "-0.1\t<s> dog", 12, 10, "dog is not one of the 1-grams"),
    ("-1\t</s>", "-1\tend", 11, 1, "</s> is not one of the 1-grams"),
    ("-0.2\ta b", "-0.2\ta b c", 13, 10, "found 4 fields"),
    ("\\end\\", "", 14, 1, "the file ends inside \\2-grams:"),
  ]

  @Test("A damaged file of words is an error with its line and column", arguments: 0..<8)
  func damaged(_ index: Int) throws {
    let damage = Self.damages[index]
    let file = """
      \\data\\
      ngram 1=4
      ngram 2=2

      \\1-grams:
      -1\t</s>
      -99\t<s>\t0.1
      -0.5\ta\t-0.2
      -0.4\tb

      \\2-grams:
      -0.1\t<s> a
      -0.2\ta b

      \\end\\

      """
    _ = try WordModel(arpa: Array(file.utf8))
    let damaged =
      index == 0 ? "nothing" : file.replacingOccurrences(of: damage.old, with: damage.new)
    #expect(damaged != file)
    let error = #expect(throws: ARPAError.self) { _ = try WordModel(arpa: Array(damaged.utf8)) }
    #expect(error?.problem.contains(damage.message) == true, "\(error as Any)")
    #expect(error?.column == damage.column, "\(error as Any)")
    if index != 7 { #expect(error?.line == damage.line, "\(error as Any)") }
  }
}
