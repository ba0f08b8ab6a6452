import CharNGram
import CharText
import Foundation
import Testing

@Suite("ARPA files")
struct ARPATests {
  /// `<doc> a b a` with fixed discounts, of which every number can be worked out by hand.
  private static func small(order: Int = 2) throws -> [UInt8] {
    let vocabulary = try Vocabulary(pieces: [Array("a".utf8), Array("b".utf8)], unit: .scalar)
    return try NGramModel([1, 2, 3, 2], order: order, vocabularySize: 4).arpa(vocabulary)
  }

  private static func lines(order: Int = 2) throws -> [String] {
    String(decoding: try small(order: order), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("A small model is written as SRILM and KenLM read it")
  func format() throws {
    // Below: a follows two tokens, b one, and 1.25/3 is shared equally.
    func number(_ value: Double) -> String { String(format: "%.7f", log10(value)) }
    let rest = 1.25 / 3 / 4
    let (a, b) = (1.25 / 3 + rest, 0.5 / 3 + rest)
    let half = number(0.5)
    #expect(
      try Self.lines() == [
        "\\data\\", "ngram 1=5", "ngram 2=3", "", "\\1-grams:", "\(number(rest))\t<unk>",
        "\(number(rest))\t</s>", "-99.0000000\t<s>\t\(half)", "\(number(a))\ta\t\(half)",
        "\(number(b))\tb\t\(half)", "", "\\2-grams:", "\(number(0.5 + 0.5 * a))\t<s> a",
        "\(number(0.5 + 0.5 * b))\ta b", "\(number(0.5 + 0.5 * a))\tb a", "", "\\end\\", "",
      ])
  }

  @Test("A model that is written and read predicts the same", arguments: 1...5)
  func roundTrip(_ order: Int) throws {
    let text = String(
      repeating: "né 1 <s>\n中文\t</s> <unk> <U+0041>\r\n\\data\\ e\u{301}\n", count: 9)
    for unit in [TextUnit.scalar, .grapheme, .byte] {
      let (tokenizer, corpus) = try CorpusReader(text: text).build(
        TextConfiguration(unit: unit, boundary: .line))
      let model = NGramModel(
        corpus.tokens, order: order, vocabularySize: tokenizer.vocabulary.count)
      let read = try ARPAModel(model.arpa(tokenizer.vocabulary))
      #expect(read.vocabulary == tokenizer.vocabulary)
      #expect(read.model.gramCounts == model.gramCounts)
      let pairs = zip(
        model.logProbabilities(corpus.tokens), read.model.logProbabilities(corpus.tokens))
      for (written, found) in pairs { #expect(abs(written - found) < 1e-6) }
    }
  }

  @Test("Words that cannot be seen are spelled by number")
  func spelling() throws {
    let pieces = [" ", "\n", "é", "\u{A0}", "\u{301}", "<", "𝄞"].map { Array($0.utf8) }
    let vocabulary = try Vocabulary(pieces: pieces, unit: .scalar)
    let text = try NGramModel([1, 2], order: 1, vocabularySize: vocabulary.count).arpa(vocabulary)
    let words = String(decoding: text, as: UTF8.self).split(separator: "\n")
      .compactMap { line in
        line.contains("\t") ? line.split(separator: "\t").last.map(String.init) : nil
      }
    #expect(
      words.sorted()
        == [
          "</s>", "<", "<s>", "<unk>", "<U+000A>", "<U+0020>", "<U+00A0>", "<U+0301>", "é", "𝄞",
        ].sorted())
  }

  /// A model as another program may write it: no `<unk>`, weights above 1, a text before the header.
  private static let foreign = """
    made by hand

    \\data\\
    ngram 1=4
    ngram  2 = 2

    \\1-grams:
    -1.0 </s>
    -99 <s> 0.30103
    -0.5 a -0.30103
    -0.25 b

    \\2-grams:
    -0.1 <s> a
    -0.2 a b

    \\end\\

    """

  @Test("A file of another program backs off as the format says", arguments: ["\n", "\r\n"])
  func foreign(_ lineEnd: String) throws {
    let text = Self.foreign.replacingOccurrences(of: "\n", with: lineEnd)
    let read = try ARPAModel(Array(text.utf8))
    let (a, b) = (Token(2), Token(3))
    #expect(read.vocabulary.token(for: "a") == a && read.vocabulary.token(for: "b") == b)
    var context = read.model.start
    func expect(_ expected: [Double], after token: Token) {
      read.model.read(token, &context)
      for (found, expected) in zip(read.model.probabilities(after: context), expected) {
        #expect(abs(log10(found) - expected) < 1e-12)
      }
    }
    expect([0.30103 - 100, 0.30103 - 1, -0.1, 0.30103 - 0.25], after: 1)
    expect([-0.30103 - 100, -0.30103 - 1, -0.30103 - 0.5, -0.2], after: a)
    expect([-100, -1, -0.5, -0.25], after: b)
  }

  /// A line of the small file, from 1, that is replaced, and what the error says.
  struct Damage: Sendable, CustomTestStringConvertible {
    var line: Int
    var text: String
    var errorLine: Int
    /// The column that the error names; nil = any.
    var column: Int?
    var message: String

    init(
      _ line: Int, _ text: String, _ message: String, at errorLine: Int? = nil, column: Int? = nil
    ) {
      (self.line, self.text, self.message, self.column) = (line, text, message, column)
      self.errorLine = errorLine ?? line
    }

    var testDescription: String { "line \(line): \(text)" }
  }

  static let damages = [
    Damage(1, "\\dat\\", "not an ARPA file", at: 18),
    Damage(2, "ngram 1=four", "expected ngram 1=COUNT, found ngram 1=four"),
    Damage(2, "ngram 1=-5", "expected ngram 1=COUNT"),
    Damage(2, "ngram 1=99999999999999999999", "expected ngram 1=COUNT"),
    Damage(2, "ngram 1=999999999999", "5 1-grams, but the header says 999999999999", at: 12),
    Damage(2, "ngram 1=4", "5 1-grams, but the header says 4", at: 12),
    Damage(2, "", "expected ngram 1=COUNT, found ngram 2=3", at: 3),
    Damage(3, "ngram 3=3", "expected ngram 2=COUNT"),
    Damage(3, "", "found 3 fields", at: 8),
    Damage(5, "\\2-grams:", "expected \\1-grams:, found \\2-grams:"),
    Damage(7, "-1\t<s>", "<s> again", at: 8),
    Damage(7, "-1\tc", "</s> is not one of the 1-grams", at: 12),
    Damage(9, "-1\tab", "ab is not one grapheme"),
    Damage(9, "-1\t<U+110000>", "does not spell a character"),
    Damage(9, "-1\t<U+>", "does not spell a character"),
    Damage(9, "-1\t<0x0A>", "1 bytes such as <0x0A>; expected none or all 256", at: 12),
    Damage(9, "-1\t<U+0062>", "two words spell b", at: 12),
    Damage(9, "-1\tb", "b again", at: 10),
    Damage(9, "-1", "found 1 fields", column: 3),
    Damage(9, "-1\ta\t-1\t-1", "found 4 fields", column: 9),
    Damage(9, "-1\ta\t1e9", "the back-off weight 1e9 is not a log10 number up to 9"),
    Damage(12, "\\3-grams:", "expected \\2-grams:"),
    Damage(14, "", "2 2-grams, but the header says 3", at: 17),
    Damage(14, "x\ta b", "the probability x is not a log10 number up to 0"),
    Damage(14, "nan\ta b", "the probability nan"), Damage(14, "0.5\ta b", "the probability 0.5"),
    Damage(14, "-inf\ta b", "the probability -inf"),
    Damage(14, "-1\ta c", "c is not one of the 1-grams", column: 6),
    Damage(14, "-1\ta <s>", "<s> cannot be word 2 of 2"),
    Damage(14, "-1\t</s> b", "</s> cannot be word 1 of 2"),
    Damage(14, "-1\ta b\t-1", "found 4 fields", column: 8),
    Damage(14, "-1\tb a", "the gram of line 14 again", at: 15),
    Damage(17, "\\ende\\", "\\end\\ is missing; found \\ende\\"),
    Damage(17, "", "the file ends inside \\2-grams: after 3 of 3", at: 18),
  ]

  @Test("A damaged line is an error that names it", arguments: damages)
  func damaged(_ damage: Damage) throws {
    var lines = try Self.lines()
    lines[damage.line - 1] = damage.text
    do {
      _ = try ARPAModel(Array(lines.joined(separator: "\n").utf8))
      Issue.record("no error")
    } catch {
      // A file without a line end at its end has a line less.
      #expect(
        error.line.map { abs($0 - damage.errorLine) <= (damage.errorLine == 18 ? 1 : 0) } == true)
      let column = try #require(error.column)
      #expect(damage.column == nil || column == damage.column, "\(error)")
      #expect(error.problem.contains(damage.message), "\(error)")
    }
  }

  @Test("A gram whose beginning is missing is an error, as are too long ones")
  func beginnings() throws {
    var lines = try Self.lines(order: 3)
    let start = try #require(lines.firstIndex(of: "\\3-grams:"))
    lines[start + 1] = "-1\tb b a"
    let error = #expect(throws: ARPAError.self) {
      _ = try ARPAModel(Array(lines.joined(separator: "\n").utf8))
    }
    #expect(error?.line == start + 2)
    #expect(error?.problem == "its beginning, b b, is not one of the 2-grams")
    let header = "\\data\\\n" + (1...33).map { "ngram \($0)=1\n" }.joined()
    let long = #expect(throws: ARPAError.self) { _ = try ARPAModel(Array(header.utf8)) }
    #expect(long?.description == "line 34, column 1: grams of length 33; at most 32 are read")
  }

  @Test("Files of any bytes are models that work or errors, and none crashes")
  func anyBytes() throws {
    let file = try Self.small(order: 3)
    var state: UInt64 = 11
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    let characters = Array("\n\t \\<>/-+.0123456789abngrmsUx=\u{0}".utf8) + [0xFF]
    var (models, errors) = (0, 0)
    for _ in 0..<2000 {
      var bytes = file
      for _ in 0...next(3) {
        switch next(4) {
        case 0: bytes.removeLast(next(bytes.count))
        case 1: bytes.insert(characters[next(characters.count)], at: next(bytes.count))
        case 2: bytes.remove(at: next(bytes.count))
        default: bytes[next(bytes.count)] = characters[next(characters.count)]
        }
        if bytes.isEmpty { bytes = [0] }
      }
      do {
        let read = try ARPAModel(bytes)
        let values = read.model.logProbabilities([1, 2, 0, 2, 1] as [Token])
        #expect(values.allSatisfy { $0.isFinite })
        models += 1
      } catch {
        #expect(error.line != nil)
        errors += 1
      }
    }
    #expect(errors > 1000 && models > 50, "\(errors) errors, \(models) models")
  }

  @Test("A model with conditions is an error")
  func conditions() throws {
    let vocabulary = try Vocabulary(
      pieces: [Array("a".utf8)], unit: .scalar, conditions: ["Poe"])
    let model = NGramModel([1, 3, 2], order: 2, vocabularySize: 4)
    let error = #expect(throws: ARPAError.self) { _ = try model.arpa(vocabulary) }
    #expect(error?.description.contains("conditions") == true)
    #expect(error?.localizedDescription == error?.description)
  }
}
