/// A node of a graph, to compute with.
public struct Variable {
  /// Where it stands.
  public let graph: Graph
  let index: Int

  /// Its numbers.
  public var value: Matrix { graph.nodes[index].value }

  /// Rows and columns.
  public var shape: Shape { value.shape }

  /// What made it.
  package var operation: Operation { graph.nodes[index].operation }

  /// What it was made of, in order.
  package var parents: [Variable] {
    graph.nodes[index].parents.map { Variable(graph: graph, index: $0) }
  }

  /// The derivatives of a single number by its parents, which are single numbers too.
  package var localDerivatives: [Double] {
    graph.edges(into: index).map { edge in
      var derivative = Matrix(0)
      edge.derivative.add(Matrix(1), to: &derivative)
      return derivative[0, 0]
    }
  }
}

extension Variable: Hashable {
  /// Whether both are the same node.
  public static func == (a: Variable, b: Variable) -> Bool {
    a.graph === b.graph && a.index == b.index
  }

  /// Feeds the node's place.
  ///
  /// - Parameter hasher: what is fed.
  public func hash(into hasher: inout Hasher) { hasher.combine(index) }
}
