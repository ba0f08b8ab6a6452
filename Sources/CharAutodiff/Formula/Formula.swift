internal import Foundation

/// A formula as a computational graph whose nodes have names: variables their own, results those that
/// the formula gives them, or v1, v2, … (a Wengert list: Wengert 1964,
/// https://doi.org/10.1145/355586.364791). Equal parts of a formula are one node.
///
///     let formula = try Formula("c = a + b; c * c", values: ["a": 2, "b": 1])
///     formula.result.value  // 9
///     formula.graph.gradients(of: formula.result)
public struct Formula {
  /// More nodes than this cannot be looked at.
  static let largestCount = 200

  /// The graph that the formula is computed in.
  public let graph: Graph
  /// The node of the last statement.
  public let result: Variable
  /// The nodes that the result depends on except constants, parents first; always with the result.
  public let nodes: [Variable]
  private let names: [Variable: String]

  /// Reads a formula and computes all its values.
  ///
  /// - Parameters:
  ///   - text: the formula; statements end with semicolons, and the last one is the result.
  ///   - values: the values of its variables.
  /// - Throws: `FormulaError`.
  public init(_ text: String, values: [String: Double]) throws {
    self = try FormulaParser.parse(text, values: values)
  }

  /// The names of the functions that formulas can call.
  public static var functions: [String] { FormulaFunction.names }

  init(graph: Graph, result: Variable, names: [Variable: String]) {
    self.graph = graph
    self.result = result
    var seen: Set<Variable> = []
    var nodes: [Variable] = []
    func visit(_ node: Variable) {
      guard seen.insert(node).inserted else { return }
      node.parents.forEach(visit)
      if !node.isConstant || node == result { nodes.append(node) }
    }
    visit(result)
    self.nodes = nodes

    var names = names
    var number = 0
    let taken = Set(names.values)
    for node in nodes where names[node] == nil && !node.isConstant {
      repeat { number += 1 } while taken.contains("v\(number)")
      names[node] = "v\(number)"
    }
    self.names = names
  }

  /// The variables that are no results.
  public var variables: [Variable] { nodes.filter(\.isVariable) }

  /// The name of a node; of a constant its number.
  ///
  /// - Parameter node: a node of the formula.
  /// - Returns: the name.
  public func name(_ node: Variable) -> String { names[node] ?? node.value[0, 0].digits }

  /// A node with what it is: `c = a + b`.
  ///
  /// - Parameter node: a node of the formula.
  /// - Returns: the name and the operation.
  public func label(_ node: Variable) -> String {
    let operands = node.parents.map(name)
    return switch node.operation {
    case .function(.negative): "\(name(node)) = −\(operands[0])"
    case .function(let function): "\(name(node)) = \(function.rawValue)(\(operands[0]))"
    case .arithmetic(.maximum): "\(name(node)) = max(\(operands.joined(separator: ", ")))"
    case .arithmetic(.power): "\(name(node)) = \(operands.joined(separator: "^"))"
    case .arithmetic(let arithmetic):
      "\(name(node)) = \(operands.joined(separator: " \(arithmetic.rawValue) "))"
    default: name(node)
    }
  }

  /// The edges into a node, those from constants left out.
  ///
  /// - Parameter node: a node of the formula.
  /// - Returns: each operand, and the derivative of the node by it.
  public func edges(into node: Variable) -> [(operand: Variable, derivative: Double)] {
    zip(node.parents, node.localDerivatives).filter { !$0.0.isConstant }
      .map { (operand: $0.0, derivative: $0.1) }
  }

  /// Nodes that several edges start from.
  public var shared: Set<Variable> {
    let uses = nodes.flatMap { edges(into: $0).map(\.operand) }
    return Set(Dictionary(grouping: uses) { $0 }.filter { $0.value.count > 1 }.keys)
  }
}

extension Variable {
  /// True if it is a number of the formula.
  package var isConstant: Bool { if case .constant = operation { true } else { false } }

  /// True if it is a variable of the formula.
  package var isVariable: Bool { if case .variable = operation { true } else { false } }
}

extension Double {
  /// Six digits that count, without zeros at the end.
  package var digits: String { String(format: "%.6g", self == 0 ? 0 : self) }
}
