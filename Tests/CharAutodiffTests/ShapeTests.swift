import CharAutodiff
import Testing

@Suite("Shapes that do not fit")
struct ShapeTests {
  /// Checks that a trap came with a message that holds some parts.
  private func expect(_ result: ExitTest.Result?, _ parts: String...) {
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for part in parts { #expect(message.contains(part), "\(message)") }
  }

  @Test("trap in a product with both shapes")
  func product() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph()
      let a = graph.variable(Matrix(Shape(rows: 2, columns: 3)))
      _ = a.product(graph.variable(Matrix(Shape(rows: 4, columns: 5))))
    }
    expect(result, "product of [2, 3] and [4, 5]")
  }

  @Test("trap in arithmetic with both shapes")
  func arithmetic() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph()
      let a = graph.variable(Matrix(Shape(rows: 2, columns: 3)))
      _ = a + graph.variable(Matrix(Shape(rows: 3, columns: 3)))
    }
    expect(result, "+ of [2, 3] and [3, 3]")
  }

  @Test("trap in choices with what was asked for and the shape")
  func choices() async {
    let columns = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Graph().variable(Matrix(Shape(rows: 2, columns: 3))).columns(2..<4)
    }
    expect(columns, "columns 2..<4 of [2, 3]")
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Graph().variable(Matrix(Shape(rows: 2, columns: 3))).rows([0, 2])
    }
    expect(rows, "rows [0, 2] of [2, 3]")
    let beside = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph()
      let a = graph.variable(Matrix(Shape(rows: 2, columns: 3)))
      _ = Variable.beside([a, a.transposed])
    }
    expect(beside, "[2, 3] beside [3, 2]")
  }

  @Test("trap in losses and gradients")
  func results() async {
    let loss = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Graph().variable(Matrix(Shape(rows: 2, columns: 3))).crossEntropy([0])
    }
    expect(loss, "1 targets of [2, 3]")
    let gradient = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph()
      _ = graph.gradients(of: graph.variable(Matrix(Shape(rows: 2, columns: 3))))
    }
    expect(gradient, "the gradient of [2, 3]")
    let direction = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph()
      _ = graph.tangents(along: [(graph.variable(1), Matrix(Shape(rows: 2, columns: 3)))])
    }
    expect(direction, "a direction of [2, 3] for [1, 1]")
  }

  @Test("trap in a matrix with a wrong count of numbers, and between two graphs")
  func others() async {
    let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix(rows: 2, columns: 3, [1, 2])
    }
    expect(count, "2 numbers do not fill [2, 3]")
    let graphs = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Graph().variable(1) + Graph().variable(2)
    }
    expect(graphs, "two graphs")
  }
}
