import CharAutodiff
import Foundation
import Testing

@Suite("The computational graph")
struct GraphTests {
  @Test("differentiates e = (a + b)(b + 1) in both modes")
  func product() {
    let graph = Graph()
    let (a, b) = (graph.variable(2), graph.variable(1))
    let (c, d) = (a + b, b + 1)
    let e = c * d
    #expect(e.value == Matrix(6))
    let gradients = graph.gradients(of: e)
    #expect(gradients[a] == Matrix(2))
    #expect(gradients[b] == Matrix(5))
    #expect(gradients[c] == Matrix(2))
    #expect(gradients[d] == Matrix(3))
    #expect(graph.tangents(along: [(a, Matrix(1))])[e] == Matrix(2))
    #expect(graph.tangents(along: [(b, Matrix(1))])[e] == Matrix(5))
    #expect(graph.tangents(along: [(a, Matrix(10)), (b, Matrix(1))])[e] == Matrix(25))
  }

  @Test("differentiates y = x·exp(x²) in both modes", arguments: [-1.5, 0, 0.7])
  func exponential(_ number: Double) {
    let graph = Graph()
    let x = graph.variable(number)
    let y = x * exp(x * x)
    let expected = (1 + 2 * number * number) * exp(number * number)
    #expect(abs(y.value[0, 0] - number * exp(number * number)) < 1e-14)
    #expect(abs(graph.gradients(of: y)[x][0, 0] - expected) < 1e-13 * expected)
    #expect(abs(graph.tangents(along: [(x, Matrix(1))])[y][0, 0] - expected) < 1e-13 * expected)
  }

  @Test("sums over nine paths as (α + β + γ)(δ + ε + ζ)")
  func paths() {
    let graph = Graph()
    let x = graph.variable(1)
    let y = 2 * x + 3 * x + 5 * x
    let z = 7 * y + 11 * y + 13 * y
    // Every path from z down to x, as the product of the derivatives at its edges.
    func products(from node: Variable) -> [Double] {
      if node == x { return [1] }
      return zip(node.parents, node.localDerivatives).flatMap { parent, derivative in
        products(from: parent).map { derivative * $0 }
      }
    }
    let paths = products(from: z)
    let expected: [Double] = [2, 3, 5].flatMap { a in [7, 11, 13].map { a * $0 } }
    #expect(paths.sorted() == expected.sorted())
    #expect(graph.gradients(of: z)[x] == Matrix((2 + 3 + 5) * (7 + 11 + 13)))
    #expect(graph.tangents(along: [(x, Matrix(1))])[z] == Matrix(310))
  }

  @Test("adds up over parallel edges: x·x and x − x")
  func parallel() {
    let graph = Graph()
    let x = graph.variable(3)
    #expect(graph.gradients(of: x * x)[x] == Matrix(6))
    #expect(graph.gradients(of: x - x)[x] == Matrix(0))
    #expect(graph.gradients(of: pow(x, x))[x][0, 0].isClose(to: 27 * (1 + log(3.0))))
  }

  @Test("has zeros for what the result does not depend on, and for later nodes")
  func independent() {
    let graph = Graph()
    let (x, y) = (graph.variable(3), graph.variable(Matrix(rows: 1, columns: 2, [1, 2])))
    let result = 2 * x
    let gradients = graph.gradients(of: result)
    let later = result + y
    #expect(gradients[y] == Matrix(rows: 1, columns: 2, [0, 0]))
    #expect(gradients[later] == Matrix(rows: 1, columns: 2, [0, 0]))
    #expect(graph.tangents(along: [(y, y.value)])[result] == Matrix(0))
  }

  @Test("gives the same in forward and in reverse mode on random graphs", arguments: 0..<20)
  func random(_ seed: Int) {
    var numbers = Numbers(seed: seed)
    let graph = Graph()
    let leaves = (0..<3).map { _ in graph.variable(numbers.matrix(rows: 2, columns: 2)) }
    var nodes = leaves
    for _ in 0..<30 {
      // Any two nodes, so that many are shared; all stay within ±1.
      let (a, b) = (nodes[numbers.index(nodes.count)], nodes[numbers.index(nodes.count)])
      let next =
        switch numbers.index(8) {
        case 0: (a + b) / 2
        case 1: a * b
        case 2: tanh(a.product(b))
        case 3: sigmoid(a - b.transposed)
        case 4: sin(a * a.columns(1..<2) + b.rows([0]))
        case 5: tanh(a / (1.5 + b))
        case 6: a.logSoftmax / 3 + b.rows([1, 0])
        default: max(a, -b)
        }
      nodes.append(next)
    }
    let result = nodes.suffix(4).reduce(graph.constant(0)) { $0 + $1.sum }
    let gradients = graph.gradients(of: result)
    let directions = leaves.map { _ in numbers.matrix(rows: 2, columns: 2) }
    let tangent = graph.tangents(along: Array(zip(leaves, directions)))[result][0, 0]
    let expected = zip(leaves, directions).reduce(0) { sum, pair in
      sum + zip(gradients[pair.0].values, pair.1.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    #expect(expected != 0)
    #expect(tangent.isClose(to: expected, within: 1e-10))
  }

  @Test("recomputes what depends on a leaf for a difference, and leaves it as it was")
  func differences() {
    let graph = Graph()
    let x = graph.variable(Matrix(rows: 1, columns: 2, [0.3, -0.4]))
    let result = exp(x).product(x.transposed)
    let before = result.value
    let slopes = graph.centralDifferences(of: result, by: x)
    for (slope, x) in zip(slopes.values, [0.3, -0.4]) {
      #expect(slope.isClose(to: (1 + x) * exp(x), within: 1e-11))
    }
    #expect(result.value == before)
    #expect(x.value == Matrix(rows: 1, columns: 2, [0.3, -0.4]))
  }

  @Test("takes differences beside a kink, not across it", arguments: [0.0004, -0.00004])
  func kink(_ number: Double) {
    let graph = Graph()
    let x = graph.variable(number)
    let slope = graph.centralDifferences(of: 3 * relu(x) + x, by: x)[0, 0]
    #expect(slope.isClose(to: number > 0 ? 4 : 1, within: 1e-9))
  }
}
