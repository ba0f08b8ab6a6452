import CharForms
import Testing

@Suite("Templates")
struct TemplateTests {
  private func template(_ text: String, readsBraces: Bool = true) throws -> Template {
    try Template(text, readsBraces: readsBraces)
  }

  @Test("text and gaps are told apart, and a name repeats a gap")
  func parts() throws {
    let letter = try template("Dear {name:1-12}, {sentence}\nYours, {name} {{___}} ____!")
    #expect(
      letter.parts == [
        .text("Dear "), .gap(0), .text(", "), .gap(1), .text("\nYours, "), .gap(0), .text(" {"),
        .gap(2), .text("} "), .gap(3), .text("!"),
      ])
    #expect(letter.gaps.map(\.name) == ["name", nil, nil, nil])
    #expect(letter.gaps.map(\.source) == ["{name:1-12}", "{sentence}", "___", "___"])
    #expect(
      letter.text(filledWith: ["Ada", "Hi.", "x", "y"])
        == "Dear Ada, Hi.\nYours, Ada {x} y!")
    let again = try template("{a:/[xy]/ 1}{a:/[xy]/ 1}")
    #expect(again.gaps.count == 1 && again.parts == [.gap(0), .gap(0)])
  }

  @Test("braces are text unless they are read, and blanks have any spelling")
  func blanks() throws {
    let code = try template("func f() { ___ }", readsBraces: false)
    #expect(code.parts == [.text("func f() { "), .gap(0), .text(" }")])
    let other = try Template("a ?? b ??? c", blank: "??")
    #expect(other.parts == [.text("a "), .gap(0), .text(" b "), .gap(1), .text(" c")])
    let mixed = try Template("a <> b", blank: "<>")
    #expect(mixed.gaps.count == 1)
    #expect(try Template("none").gaps.isEmpty && Template("").parts.isEmpty)
  }

  @Test(
    "a gap allows the texts of its kind, length and pattern",
    arguments: [
      ("{3}", ["abc", "a c"], ["ab", "abcd", "a\nc"]),
      ("{2-4}", ["春眠", "abcd"], ["a", "abcde"]),
      ("{0-1}", ["", "a"], ["ab"]),
      ("{word}", ["don't", "well-known", "été"], ["", "a b", "-a", "a-", "3"]),
      ("{word 3}", ["abc"], ["ab", "abcd"]),
      ("{sentence}", ["It rains.", "下雨了。", "Why?\""], ["It rains", ".", "A. B."]),
      ("{line}", ["any, thing."], ["", "a\nb"]),
      ("{/[ab]+/}", ["ab", "bbb"], ["abc"]),
      ("{/a\\/[}]/}", ["a/}"], ["a"]),
      ("{/[a-z]+ly/ 4-6 t=0.5}", ["only", "softly"], ["fly", "quickly", "ONLY"]),
      ("{t=0.5}", ["abc"], ["", "a\n"]),
    ])
  func gaps(_ source: String, _ allowed: [String], _ refused: [String]) throws {
    let gap = try #require(try template(source).gaps.first)
    for text in allowed { #expect(gap.constraint.allows(text), "\(text)") }
    for text in refused { #expect(!gap.constraint.allows(text), "\(text)") }
    #expect(gap.temperature == (source.contains("t=") ? 0.5 : nil))
  }

  @Test(
    "errors say where and what",
    arguments: [
      ("a\nb {x}", 2, 3, "no gap before has the name x"),
      ("{}", 1, 1, "does not say what fills it"),
      ("a }", 1, 3, "write }}"),
      ("a {word", 1, 3, "no }"),
      ("{word\n}", 1, 1, "no }"),
      ("{a:1}{a:2}", 1, 6, "defined otherwise"),
      ("{a:}", 1, 1, "does not say"),
      ("{line:3}", 1, 2, "cannot be the name"),
      ("{:3}", 1, 2, "colon"),
      ("{3 a:2}", 1, 4, "colon"),
      ("{0}", 1, 1, "0 characters"),
      ("{4-2}", 1, 2, "no length"),
      ("{1-2000}", 1, 1, "too long"),
      ("{99999999999999999999}", 1, 2, "no length"),
      ("{2 3}", 1, 4, "second length"),
      ("{word line}", 1, 7, "second kind"),
      ("{t=hot}", 1, 2, "no temperature"),
      ("{t=-1}", 1, 2, "no temperature"),
      ("{t=nan}", 1, 2, "no temperature"),
      ("{/a}", 1, 2, "no / at its end"),
      ("{/a(/}", 1, 1, "missing )"),
      ("{/a//b/}", 1, 5, "second regular expression"),
      ("{/a{4}/ 2-3}", 1, 1, "no text of 2 to 3 characters"),
      ("{word /[0-9]+/}", 1, 1, "no text"),
      ("{line x}", 1, 1, "x is no kind"),
    ])
  func errors(_ text: String, _ line: Int, _ column: Int, _ problem: String) throws {
    let error = try #require(throws: ConstraintError.self) { try template(text) }
    #expect(error.place == .position(line: line, column: column), "\(error)")
    #expect(error.problem.contains(problem), "\(error)")
  }

  @Test("no text crashes the parser, and what is read keeps its text")
  func anyText() throws {
    let pieces = [
      "{", "}", "{{", "}}", "___", "_", "a", "春", "word", "line", ":", "/", "\\", "1-3", "2", " ",
      "t=1", "\n", "(", "[", "]", "é", "name",
    ]
    for seed in 1...200 {
      var dice = Dice(UInt64(seed))
      let text = (0..<dice.below(12)).map { _ in pieces[dice.below(pieces.count)] }.joined()
      let plain = try template(text, readsBraces: false)
      let blanks = plain.gaps.count
      #expect(
        plain.text(filledWith: Array(repeating: "", count: blanks))
          == text.replacing(/___+/, with: ""), "seed \(seed)")
      do { _ = try template(text) } catch is ConstraintError {}
    }
  }

  @Test(
    "a constraint read from its end allows the reversed texts",
    arguments: ["(ab|c)*a", "a?b{2,3}c*", "(a|bc){1,3}", "[^a]*", "(?:)", "a*(b|c)a*"])
  func reversed(_ pattern: String) throws {
    let constraint = try GrammarConstraint(regularExpression: pattern)
    let reversed = try constraint.reversed
    for text in texts(over: ["a", "b", "c"], upTo: 6) {
      #expect(reversed.allows(String(text.reversed())) == constraint.allows(text), "\(text)")
      #expect(try reversed.reversed.allows(text) == constraint.allows(text), "\(text)")
    }
  }

  @Test("a grammar read from its end allows the reversed texts")
  func reversedGrammar() throws {
    let grammar = try GrammarConstraint(gbnf: #"root ::= "a" root "b" | "c" | "ab""#)
    let reversed = try grammar.reversed
    for text in texts(over: ["a", "b", "c"], upTo: 7) {
      #expect(reversed.allows(String(text.reversed())) == grammar.allows(text), "\(text)")
    }
    // Read from its end, the rule calls itself first.
    let right = try GrammarConstraint(gbnf: #"root ::= "a" | "b" root"#)
    #expect(throws: ConstraintError.self) { try right.reversed }
  }
}
