/// A computational graph: every operation on its variables adds a node and computes its value;
/// derivatives can then be computed in either direction.
///
///     let graph = Graph()
///     let a = graph.variable(2)
///     let b = graph.variable(1)
///     let e = (a + b) * (b + 1)
///     let gradients = graph.gradients(of: e)
///     gradients[a]  // 2
///     gradients[b]  // 5: the sum over both paths from b to e
///
/// All values are matrices in double precision. A node that is used several times is stored once.
/// (Linnainmaa 1976, https://doi.org/10.1007/BF01931367; Griewank and Walther, Evaluating
/// Derivatives, 2008, https://doi.org/10.1137/1.9780898717761.)
public final class Graph {
  struct Node {
    let operation: Operation
    let parents: [Int]
    var value: Matrix
  }

  /// The nodes, parents first.
  private(set) var nodes: [Node] = []

  /// Creates an empty graph.
  public init() {}

  /// Adds a variable.
  ///
  /// - Parameter value: The value.
  /// - Returns: The new leaf.
  public func variable(_ value: Matrix) -> Variable { append(.variable, [], value) }

  /// Adds a variable of one number.
  ///
  /// - Parameter number: The value.
  /// - Returns: The new leaf.
  public func variable(_ number: Double) -> Variable { variable(Matrix(number)) }

  /// Adds a constant.
  ///
  /// - Parameter value: The value.
  /// - Returns: The new leaf.
  public func constant(_ value: Matrix) -> Variable { append(.constant, [], value) }

  /// Adds a constant of one number.
  ///
  /// - Parameter number: The value.
  /// - Returns: The new leaf.
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

  /// Returns the incoming edges of a node: its parents, and its derivatives by them.
  func edges(into index: Int) -> [(parent: Int, derivative: LocalDerivative)] {
    let node = nodes[index]
    let values = node.parents.map { nodes[$0].value }
    return Array(zip(node.parents, node.operation.localDerivatives(values, node.value)))
  }

  /// Returns the derivatives of one number by all variables it depends on, in one pass from it back
  /// to the leaves (reverse mode).
  ///
  /// - Parameter result: A variable of shape `[1, 1]`.
  /// - Returns: The derivatives, each in the shape of its variable.
  public func gradients(of result: Variable) -> Derivatives {
    check(result.shape.count == 1, "the gradient of \(result.shape); only [1, 1] has one")
    var gradients = [Matrix?](repeating: nil, count: nodes.count)
    gradients[result.index] = Matrix(1)
    for index in nodes.indices.reversed() {
      guard let gradient = gradients[index] else { continue }
      for (parent, derivative) in edges(into: index) {
        var sum = gradients[parent] ?? Matrix(nodes[parent].value.shape)
        gradients[parent] = nil  // A single owner avoids a copy.
        derivative.addTransposed(gradient, to: &sum)
        gradients[parent] = sum
      }
    }
    return Derivatives(matrices: gradients)
  }

  /// Returns the derivatives of all nodes along a direction of the leaves, in one pass up from them
  /// (forward mode).
  ///
  /// Each node is a dual number: its value and its tangent.
  ///
  /// - Parameter directions: Leaves and their tangents; those of other leaves are zero.
  /// - Returns: The tangents, each in the shape of its variable.
  public func tangents(along directions: [(Variable, Matrix)]) -> Derivatives {
    var tangents = [Matrix?](repeating: nil, count: nodes.count)
    for (variable, direction) in directions {
      check(
        variable.shape == direction.shape && nodes[variable.index].parents.isEmpty,
        "a direction of \(direction.shape) for \(variable.shape), which must be a leaf")
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

  /// Returns the nodes that depend on a leaf, parents first.
  func dependents(of leaf: Variable) -> [Int] {
    var depends = nodes.map { _ in false }
    depends[leaf.index] = true
    for index in nodes.indices where nodes[index].parents.contains(where: { depends[$0] }) {
      depends[index] = true
    }
    return nodes.indices.filter { depends[$0] && $0 != leaf.index }
  }

  /// Changes one element of a leaf and updates its dependents.
  func set(_ element: Int, of leaf: Variable, to number: Double, dependents: [Int]) {
    nodes[leaf.index].value.values[element] = number
    for index in dependents {
      let node = nodes[index]
      nodes[index].value = node.operation.value(node.parents.map { nodes[$0].value })
    }
  }
}

/// The derivatives of all nodes of a graph: gradients of one result, or tangents along one
/// direction.
public struct Derivatives {
  let matrices: [Matrix?]

  /// The derivative of a variable; zeros if it is independent of the result or direction.
  public subscript(variable: Variable) -> Matrix {
    (matrices.indices.contains(variable.index) ? matrices[variable.index] : nil)
      ?? Matrix(variable.shape)
  }
}
