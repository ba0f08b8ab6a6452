/// A node of a graph.
public struct Variable {
  /// The graph of the node.
  public let graph: Graph
  let index: Int

  /// The value of the node.
  public var value: Matrix { graph.nodes[index].value }

  /// The shape of the value.
  public var shape: Shape { value.shape }

  /// The operation of the node.
  package var operation: Operation { graph.nodes[index].operation }

  /// The operands, in order.
  package var parents: [Variable] {
    graph.nodes[index].parents.map { Variable(graph: graph, index: $0) }
  }

  /// The derivatives by the parents, if the node and its parents are single numbers.
  package var localDerivatives: [Double] {
    graph.edges(into: index).map { edge in
      var derivative = Matrix(0)
      edge.derivative.add(Matrix(1), to: &derivative)
      return derivative[0, 0]
    }
  }
}

extension Variable: Hashable {
  /// Returns whether both are the same node.
  public static func == (a: Variable, b: Variable) -> Bool {
    a.graph === b.graph && a.index == b.index
  }

  /// Hashes the identity of the node.
  ///
  /// - Parameter hasher: The hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(index) }
}
