import CharAutodiff
import Testing

/// An operation on two matrices of three rows and four columns.
struct OperationCase: CustomTestStringConvertible, Sendable {
  var testDescription: String
  /// Whether numbers below zero are in its domain.
  var takesNegatives = true
  var build: @Sendable (Variable, Variable) -> Variable

  init(
    _ name: String, takesNegatives: Bool = true,
    build: @escaping @Sendable (Variable, Variable) -> Variable
  ) {
    (testDescription, self.takesNegatives, self.build) = (name, takesNegatives, build)
  }

  static let all =
    Function.allCases.map { function in
      OperationCase(function.rawValue, takesNegatives: function != .log) { a, _ in
        .each(function, a)
      }
    }
    + Arithmetic.allCases.map { arithmetic in
      OperationCase(arithmetic.rawValue, takesNegatives: arithmetic != .power) { a, b in
        .both(arithmetic, a, b)
      }
    } + [
      OperationCase("product") { $0.product($1.transposed) },
      OperationCase("a row with every row") { $0 * $1.rows([1]) + $1.rows([0]) },
      OperationCase("a column with every column") { $0.columns(2..<3) / ($1 + 3) },
      OperationCase("a number with every number") { $0.rows([2]).columns(1..<2) * $1 },
      OperationCase("columns") { $0.columns(1..<3) * $1.columns(2..<4) },
      OperationCase("rows, some several times") { $0.rows([2, 0, 2, 2]) * $1.rows([0, 1, 2, 0]) },
      OperationCase("beside") { .beside([$0, $1.columns(0..<1), $0 * $1]) },
      OperationCase("below") { .below([$0, $1.rows([1]), $0 * $1]) },
      OperationCase("sum") { a, b in (a * b).sum },
      OperationCase("row sums") { a, b in (a * b).rowSums },
      OperationCase("row means") { a, b in (a * b).rowMeans },
      OperationCase("row maxima") { a, b in (a * b).rowMaxima },
      OperationCase("log-softmax") { a, b in (3 * a).logSoftmax * b },
      OperationCase("cross-entropy") { a, b in (a * b).crossEntropy([3, 0, 3]) },
    ]
}

@Suite("Operations of the graph")
struct OperationTests {
  @Test("have derivatives that equal central differences", arguments: OperationCase.all)
  func derivatives(_ test: OperationCase) {
    for seed in 0..<4 {
      var numbers = Numbers(seed: seed)
      let graph = Graph()
      let leaves = (0..<2).map { _ in
        graph.variable(
          numbers.matrix(rows: 3, columns: 4, range: test.takesNegatives ? -1.5...1.5 : 0.5...1.5))
      }
      let y = test.build(leaves[0], leaves[1])
      // A weight for each element, so that none can hide behind another.
      let weights = numbers.matrix(rows: y.shape.rows, columns: y.shape.columns)
      let result = (y * graph.constant(weights)).sum
      let gradients = graph.gradients(of: result)
      for leaf in leaves {
        let expected = graph.centralDifferences(of: result, by: leaf).values
        let scale = expected.map(abs).max() ?? 0
        for (element, (found, expected)) in zip(gradients[leaf].values, expected).enumerated() {
          #expect(abs(found - expected) <= 1e-9 * max(1, scale), "element \(element)")
          var direction = Matrix(leaf.shape)
          direction.values[element] = 1
          let tangent = graph.tangents(along: [(leaf, direction)])[result][0, 0]
          #expect(tangent.isClose(to: found, within: 1e-12 * max(1, scale)))
        }
      }
    }
  }

  private let graph = Graph()

  private func row(_ values: Double...) -> Variable {
    graph.variable(Matrix(rows: 1, columns: values.count, values))
  }

  @Test("have the values of their definitions")
  func values() {
    let a = graph.variable(Matrix(rows: 2, columns: 3, [1, 2, 3, 4, 5, 6]))
    #expect(a.transposed.value == Matrix(rows: 3, columns: 2, [1, 4, 2, 5, 3, 6]))
    #expect(a.product(a.transposed).value == Matrix(rows: 2, columns: 2, [14, 32, 32, 77]))
    #expect(a.columns(1..<3).value == Matrix(rows: 2, columns: 2, [2, 3, 5, 6]))
    #expect(a.rows([1, 1]).value == Matrix(rows: 2, columns: 3, [4, 5, 6, 4, 5, 6]))
    #expect(Variable.beside([a.columns(2..<3), a.columns(0..<1)]).value.values == [3, 1, 6, 4])
    #expect(Variable.below([a.rows([1]), a.rows([0])]).value.values == [4, 5, 6, 1, 2, 3])
    #expect((a + row(10, 20, 30)).value.values == [11, 22, 33, 14, 25, 36])
    #expect((a * a.columns(0..<1)).value.values == [1, 2, 3, 16, 20, 24])
    #expect((7 - a).value.values == [6, 5, 4, 3, 2, 1])
    #expect(a.sum.value == Matrix(21))
    #expect(a.rowSums.value == Matrix(rows: 2, columns: 1, [6, 15]))
    #expect(a.rowMeans.value == Matrix(rows: 2, columns: 1, [2, 5]))
    #expect(max(row(1, -2, 5), row(0, 3, 5)).value.values == [1, 3, 5])
    #expect(row(4, 9, 8).rowMaxima.value == Matrix(9))
    #expect(relu(row(-1, 0, 2)).value.values == [0, 0, 2])
    #expect(
      sigmoid(row(0, 40, -800)).value.values.map { $0.isClose(to: 0.5) } == [true, false, false])
    #expect(pow(row(4, 9), 0.5).value.values == [2, 3])
  }

  @Test("stay finite where e^x does not: softplus and cross-entropy of large numbers")
  func large() {
    #expect(softplus(row(1000, -1000)).value.values == [1000, 0])
    #expect(row(5000, 0, -5000).crossEntropy([1]).value == Matrix(5000))
    #expect(row(3, 3, 3, 3).crossEntropy([2]).value[0, 0].isClose(to: 1.3862943611198906))
  }
}
