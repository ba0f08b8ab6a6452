/// A computational graph: every operation on its variables adds a node, whose value is computed at
/// once; then derivatives are asked for, in either direction.
///
///     let graph = Graph()
///     let a = graph.variable(2)
///     let b = graph.variable(1)
///     let e = (a + b) * (b + 1)
///     let gradients = graph.gradients(of: e)
///     gradients[a]  // 2
///     gradients[b]  // 5: the sum over both paths from b to e
///
/// All numbers are matrices in double precision. A node that is used several times is stored once.
/// (Linnainmaa 1976, https://doi.org/10.1007/BF01931367; Griewank and Walther, Evaluating
/// Derivatives, 2008, https://doi.org/10.1137/1.9780898717761.)
public final class Graph {
  struct Node {
    let operation: Operation
    let parents: [Int]
    var value: Matrix
  }

  /// In an order in which parents come first.
  private(set) var nodes: [Node] = []

  /// A graph without nodes.
  public init() {}

  /// Adds a leaf that derivatives are asked by.
  ///
  /// - Parameter value: its numbers.
  /// - Returns: the node.
  public func variable(_ value: Matrix) -> Variable { append(.variable, [], value) }

  /// Adds a leaf of one number that derivatives are asked by.
  ///
  /// - Parameter number: its value.
  /// - Returns: the node.
  public func variable(_ number: Double) -> Variable { variable(Matrix(number)) }

  /// Adds a leaf that stays as it is.
  ///
  /// - Parameter value: its numbers.
  /// - Returns: the node.
  public func constant(_ value: Matrix) -> Variable { append(.constant, [], value) }

  /// Adds a leaf of one number that stays as it is.
  ///
  /// - Parameter number: its value.
  /// - Returns: the node.
  public func constant(_ number: Double) -> Variable { constant(Matrix(number)) }

  /// Adds the result of an operation.
  func append(_ operation: Operation, _ parents: Variable...) -> Variable {
    check(parents.allSatisfy { $0.graph === self }, "an operation on variables of two graphs")
    return append(operation, parents.map(\.index), operation.value(parents.map(\.value)))
  }

  private func append(_ operation: Operation, _ parents: [Int], _ value: Matrix) -> Variable {
    nodes.append(Node(operation: operation, parents: parents, value: value))
    return Variable(graph: self, index: nodes.count - 1)
  }

  /// The edges that come into a node: its parents, and its derivatives by them.
  func edges(into index: Int) -> [(parent: Int, derivative: LocalDerivative)] {
    let node = nodes[index]
    let values = node.parents.map { nodes[$0].value }
    return Array(zip(node.parents, node.operation.localDerivatives(values, node.value)))
  }

  /// Reverse mode: the derivatives of one number by all that it depends on, in one pass from it back
  /// to the leaves.
  ///
  /// - Parameter result: `[1, 1]`.
  /// - Returns: the derivatives, each of its variable's shape.
  public func gradients(of result: Variable) -> Derivatives {
    check(result.shape.count == 1, "the gradient of \(result.shape); only [1, 1] has one")
    var gradients = [Matrix?](repeating: nil, count: nodes.count)
    gradients[result.index] = Matrix(1)
    for index in nodes.indices.reversed() {
      guard let gradient = gradients[index] else { continue }
      for (parent, derivative) in edges(into: index) {
        var sum = gradients[parent] ?? Matrix(nodes[parent].value.shape)
        gradients[parent] = nil  // So that the sum has one owner and is not copied.
        derivative.addTransposed(gradient, to: &sum)
        gradients[parent] = sum
      }
    }
    return Derivatives(matrices: gradients)
  }

  /// Forward mode: how all nodes change as some leaves move, in one pass up from them. Each node is a
  /// dual number: its value, and its tangent.
  ///
  /// - Parameter directions: leaves and how they move; all others stay.
  /// - Returns: the tangents, each of its variable's shape.
  public func tangents(along directions: [(Variable, Matrix)]) -> Derivatives {
    var tangents = [Matrix?](repeating: nil, count: nodes.count)
    for (variable, direction) in directions {
      check(
        variable.shape == direction.shape && nodes[variable.index].parents.isEmpty,
        "a direction of \(direction.shape) for \(variable.shape), which has to be a leaf")
      tangents[variable.index] = direction
    }
    for index in nodes.indices where nodes[index].parents.contains(where: { tangents[$0] != nil }) {
      var sum = Matrix(nodes[index].value.shape)
      for (parent, derivative) in edges(into: index) {
        if let tangent = tangents[parent] { derivative.add(tangent, to: &sum) }
      }
      tangents[index] = sum
    }
    return Derivatives(matrices: tangents)
  }

  /// The nodes that depend on a leaf, parents first.
  func dependents(of leaf: Variable) -> [Int] {
    var depends = nodes.map { _ in false }
    depends[leaf.index] = true
    for index in nodes.indices where nodes[index].parents.contains(where: { depends[$0] }) {
      depends[index] = true
    }
    return nodes.indices.filter { depends[$0] && $0 != leaf.index }
  }

  /// Changes one number of a leaf, and with it the values of its dependents.
  func set(_ element: Int, of leaf: Variable, to number: Double, dependents: [Int]) {
    nodes[leaf.index].value.values[element] = number
    for index in dependents {
      let node = nodes[index]
      nodes[index].value = node.operation.value(node.parents.map { nodes[$0].value })
    }
  }
}

/// A derivative for every node of a graph: gradients of one result, or tangents along one direction.
public struct Derivatives {
  let matrices: [Matrix?]

  /// That of a variable; zeros where it has nothing to do with the result or the direction.
  public subscript(variable: Variable) -> Matrix {
    (matrices.indices.contains(variable.index) ? matrices[variable.index] : nil)
      ?? Matrix(variable.shape)
  }
}
