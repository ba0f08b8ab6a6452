import CharAutodiff
import Foundation
import Testing

@Suite("Formulas")
struct FormulaTests {
  private func value(_ text: String, _ values: [String: Double] = [:]) throws -> Double {
    try Formula(text, values: values).result.value[0, 0]
  }

  @Test("A formula is read as mathematics does")
  func grammar() throws {
    for (formula, expected) in [
      ("2+3*4", 14), ("2-3-4", -5), ("12/3/2", 2), ("2^3^2", 512), ("-2^2", -4), ("2^-1", 0.5),
      ("--3", 3), ("(1+2)*3", 9), ("2*-3", -6), ("1.5e2 + .5", 150.5), ("max(2, 3) - 1", 2),
      ("sqrt(16)", 4), ("exp(0) + log(1) + tanh(0) + sin(0) + cos(0)", 2), ("relu(-2)", 0),
      ("sigmoid(0)", 0.5), ("α = 3; α × α ÷ 9 · 5 − 1;", 4), ("x_1 = 2; x_1*x_1", 4),
      ("softplus(0) / log(2)", 1),
    ] {
      #expect(try value(formula) == expected, "\(formula)")
    }
    #expect(try value("β^2 + e", ["β": -3, "e": 10]) == 19)
  }

  @Test("Equal parts are stored once, and names of its own are numbered around those given")
  func shared() throws {
    let formula = try Formula("v1*(x+1) + exp(x+1)", values: ["x": 0, "v1": 2])
    #expect(
      formula.nodes.map(formula.label) == [
        "v1", "x", "v2 = x + 1", "v3 = v1 × v2", "v4 = exp(v2)", "v5 = v3 + v4",
      ])
    #expect(formula.shared.map(formula.name) == ["v2"])
    let x = try #require(formula.variables.first { formula.name($0) == "x" })
    #expect(formula.graph.gradients(of: formula.result)[x][0, 0] == 2 + exp(1))
  }

  @Test(
    "An error points at what is wrong",
    arguments: [
      ("(a + ) * b", 6, "expected a number, a name or (, but found )"),
      ("2 a", 3, "expected an operator or the end, but found a"), ("", 1, "found the end"),
      ("a + c", 5, "c has no value"),
      ("(a", 3, "expected ), but found the end"),
      ("a # b", 3, "# means nothing here"), ("1.2.3", 1, "1.2.3 is no number"),
      ("1e999", 1, "too large"), ("cot(a)", 1, "no function cot; there are exp, log"),
      ("exp a", 5, "expected ( after the function exp"), ("max(a)", 6, "max takes two numbers"),
      ("exp = 2", 1, "exp has a meaning already"), ("c=1; c=2; c", 6, "c has a meaning already"),
    ])
  func errors(_ formula: String, _ column: Int, _ message: String) throws {
    let error = try #require(
      #expect(throws: FormulaError.self) { try Formula(formula, values: ["a": 2]) })
    #expect(error.column == column && error.problem.contains(message), "\(error)")
    #expect(error.missing == (message.contains("no value") ? "c" : nil))
    #expect("\(error)".hasSuffix("\n  " + String(repeating: " ", count: column - 1) + "^"))
  }

  @Test("What cannot be looked at is refused, without a crash")
  func limits() throws {
    func problem(_ formula: String) throws -> String {
      try #require(
        #expect(throws: FormulaError.self) { try Formula(formula, values: ["a": 1]) }
      ).problem
    }
    #expect(try problem(String(repeating: "(", count: 100_000) + "1").contains("100 parts"))
    #expect(try problem("0" + String(repeating: "-", count: 100_000) + "1").contains("100 parts"))
    #expect(
      try problem("a" + (0..<300).map { "*(a+\($0))" }.joined()).contains("more than 200 nodes"))
    _ = try Formula("a" + String(repeating: "*a", count: 199), values: ["a": 1])
  }
}
