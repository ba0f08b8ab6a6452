import ArgumentParser
import CharAutodiff
import CharIO
import CharReport

/// The command `charlm graph`.
struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draw a formula as a computational graph, with values and derivatives.",
    discussion: """
      A formula has numbers, names, + - * / ^, parentheses and the functions \
      \(Formula.functions.joined(separator: ", ")). Parts may be named: "c = a + b; c * c". Equal \
      parts are one node.

      Example: charlm graph "(a+b)*(b+1)" --at a=2 --at b=1
      """)

  @Argument(help: "The formula; in quotes, and after -- if it starts with a minus.")
  var formula: String

  @Option(help: "Value of a variable, as in a=2; for each of them.")
  var at: [Assignment] = []

  @Option(help: "Also the derivatives of all nodes by this variable, in forward mode.")
  var forward: String?

  @Option(help: "Write a picture to this file.")
  var svg: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  private func parse() throws -> (formula: Formula, forward: Variable?) {
    var values: [String: Double] = [:]
    for assignment in at {
      guard values.updateValue(assignment.value, forKey: assignment.name) == nil else {
        throw ValidationError("--at gives \(assignment.name) two values.")
      }
    }
    let formula: Formula
    do {
      formula = try Formula(self.formula, values: values)
    } catch var error as FormulaError {
      if let name = error.missing { error.problem += "; give --at \(name)=NUMBER" }
      throw ValidationError("\(error)")
    }
    let names = formula.variables.map(formula.name)
    func variable(_ name: String, _ flag: String) throws -> Variable {
      guard let index = names.firstIndex(of: name) else {
        let known = names.isEmpty ? "none" : names.joined(separator: ", ")
        throw ValidationError(
          "\(flag): the result does not depend on a variable \(name); its variables: \(known)")
      }
      return formula.variables[index]
    }
    for assignment in at { _ = try variable(assignment.name, "--at") }
    return (formula, try forward.map { try variable($0, "--forward") })
  }

  func validate() throws { _ = try parse() }

  func run() throws {
    let (formula, variable) = try parse()
    let gradients = formula.graph.gradients(of: formula.result)
    let forward = variable.map {
      (variable: $0, tangents: formula.graph.tangents(along: [($0, Matrix(1))]))
    }
    if let svg {
      let drawing = GraphDrawing(
        formula, title: self.formula, gradients: gradients, forward: forward)
      try AtomicFile.write([Array(drawing.svg.utf8)], to: svg)
    }
    if json {
      try Console.line(
        FormulaJSON(formula, gradients: gradients, tangents: forward?.tangents)
          .object(of: self.formula).text)
    } else {
      let tree = FormulaTree(formula, gradients: gradients, forward: forward)
      try Console.write(tree.text)
    }
  }
}

/// A `name=number` argument.
struct Assignment: ExpressibleByArgument {
  let name: String
  let value: Double

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "="),
      let value = Double(argument[argument.index(after: sign)...]), value.isFinite
    else { return nil }
    name = String(argument[..<sign])
    self.value = value
  }
}
