import CharForms
import Testing

@Suite("Grammars")
struct GrammarTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var grammar: String
    var accepted: [String]
    var rejected: [String]

    var testDescription: String { grammar }
  }

  static let cases = [
    Case(
      grammar: """
        # sums
        root ::= term ("+" term)*   # any number
        term ::= [0-9]+ |
          "(" root ")"
        """,
      accepted: ["1", "1+(2+3)+45", "((1))"], rejected: ["", "1+", "(1", "1)"]),
    Case(
      grammar: #"root ::= [^\n"\\]{2} "\x41\u00e9\t" [\]\-a-c]?"#,
      accepted: ["xyAé\t", "xyAé\t]", "xyAé\t-", "字字Aé\tb"], rejected: ["x\nAé\t", "xyAé\td"]),
    Case(
      grammar: #"root ::= ("ab" | "c"){2,3} d{0,1} . d ::= "d""#,
      accepted: ["abc!", "cccd\n", "ababab "], rejected: ["ab!", "ccccc", "ccdd!"]),
    Case(
      grammar: #"root ::= "a" root "b" | """#, accepted: ["", "aabb"], rejected: ["aab", "abab"]),
    // Every reading must be followed.
    Case(
      grammar: "root ::= x y\nx ::= [a]* | [ab]*\ny ::= \"b\" | \"ab\"", accepted: ["ab", "abb"],
      rejected: ["", "aba"]),
    Case(
      grammar: #"root ::= item root | item item ::= "x" | "x""#, accepted: ["xxxx"],
      rejected: ["", "xy"]),
  ]

  @Test("have exactly their texts", arguments: cases)
  func texts(_ test: Case) throws {
    let rules = try GrammarConstraint(gbnf: test.grammar)
    for text in test.accepted { #expect(rules.allows(text), "\(text)") }
    for text in test.rejected { #expect(!rules.allows(text), "\(text)") }
  }

  @Test("start at the rule that is asked for")
  func root() throws {
    let rules = try GrammarConstraint(gbnf: #"root ::= "a" other ::= "b" "c"?"#, root: "other")
    #expect(rules.allows("bc") && rules.allows("b") && !rules.allows("a"))
  }

  @Test(
    "refuse mistakes with line and column",
    arguments: [
      ("root ::= a\na ::= b \"x\"", 2, 7, "b is not defined"),
      ("root ::= \"a\n\"", 1, 10, "missing \""),
      ("root ::= (\"a\"", 1, 10, "missing )"),
      ("root ::= \"a\"\nroot ::= \"b\"", 2, 1, "twice"),
      ("x ::= \"a\"", 1, 1, "no rule root"),
      ("root ::= [b-a]", 1, 11, "order"),
      ("root ::= \"a\"{3,2}", 1, 13, "below"),
      ("root ::= <token>", 1, 10, "tokens"),
      ("root = \"a\"", 1, 6, "::="),
      ("root ::= a\na ::= b* a \"x\"\nb ::= \"b\"", 2, 1, "left recursion"),
      ("root ::= \"x\" | a\na ::= a", 2, 1, "left recursion"),
    ])
  func mistakes(_ grammar: String, _ line: Int, _ column: Int, _ reason: String) throws {
    let error = #expect(throws: ConstraintError.self) { try GrammarConstraint(gbnf: grammar) }
    #expect(error?.place == .position(line: line, column: column), "\(grammar)")
    #expect(error?.problem.contains(reason) == true, "\(error?.problem ?? "")")
  }

  @Test("stay fast where a text has very many readings")
  func ambiguity() throws {
    let rules = try GrammarConstraint(
      gbnf: #"root ::= "a" root "b" | "a" root "c" | "a" root | "a""#)
    let text = String(repeating: "a", count: 300) + String(repeating: "bc", count: 100)
    #expect(rules.allows(text))
    #expect(!rules.allows(text + "d"))
  }
}
