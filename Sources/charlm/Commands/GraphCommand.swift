import ArgumentParser
import CharAutodiff
import CharIO

/// The command `charlm graph`.
struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draw a formula as a computational graph, with values and derivatives.",
    discussion: """
      A formula has numbers, names, + - * / ^, parentheses and the functions \
      \(FormulaFunction.list). Parts may be named: "c = a + b; c * c". Equal parts are one node.

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
      formula = try FormulaParser.parse(self.formula, values: values)
    } catch {
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
      try Console.line(object(formula, gradients, forward?.tangents).text)
    } else {
      let tree = FormulaTree(formula: formula, gradients: gradients, forward: forward)
      try Console.write(tree.text)
    }
  }

  private func object(
    _ formula: Formula, _ gradients: Derivatives, _ tangents: Derivatives?
  ) -> JSON {
    func entry(_ node: Variable) -> JSON {
      var members: [(String, JSON)] = [
        ("name", .string(formula.name(node))), ("label", .string(formula.label(node))),
        ("value", .number(node.value[0, 0])), ("reverse", .number(gradients[node][0, 0])),
      ]
      if let tangents { members.append(("forward", .number(tangents[node][0, 0]))) }
      let edges = formula.edges(into: node).map { edge in
        JSON.object([
          ("from", .string(formula.name(edge.operand))), ("derivative", .number(edge.derivative)),
        ])
      }
      return .object(members + [("edges", .array(edges))])
    }
    return .object([
      ("formula", .string(self.formula)), ("result", .string(formula.name(formula.result))),
      ("value", .number(formula.result.value[0, 0])),
      (
        "gradient",
        .object(
          formula.variables.map { (formula.name($0), .number(gradients[$0][0, 0])) })
      ), ("nodes", .array(formula.nodes.map(entry))),
    ])
  }
}

/// `name=number` of the command line.
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
