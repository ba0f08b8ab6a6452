import CharLM
import Testing

@Suite("A confusion table")
struct ConfusionTableTests {
  /// Ten predictions over three labels:
  ///
  ///     expected \ predicted   O   a   b
  ///     O                      4   1   0
  ///     a                      1   2   0
  ///     b                      0   1   1
  private var table: ConfusionTable {
    var table = ConfusionTable(labels: ["O", "a", "b"])
    let rows = [[4, 1, 0], [1, 2, 0], [0, 1, 1]]
    for (expected, row) in rows.enumerated() {
      for (predicted, count) in row.enumerated() {
        for _ in 0..<count { table.add(expected: expected, predicted: predicted) }
      }
    }
    return table
  }

  @Test("counts what is right")
  func accuracy() {
    #expect(table.total == 10)
    #expect(table.correct == 7)
    #expect(table.accuracy == 0.7)
    #expect(table.counts == [[4, 1, 0], [1, 2, 0], [0, 1, 1]])
  }

  @Test("gives precision, recall and F1 of each label")
  func labels() {
    let figures = (0..<3).map { table.figures(of: $0) }
    let precision: [Double?] = [4.0 / 5, 2.0 / 4, 1]
    let recall: [Double?] = [4.0 / 5, 2.0 / 3, 1.0 / 2]
    let f1: [Double?] = [8.0 / 10, 4.0 / 7, 2.0 / 3]
    #expect(figures.map(\.precision) == precision)
    #expect(figures.map(\.recall) == recall)
    #expect(figures.map(\.f1) == f1)
  }

  @Test("gives F1 over labels, with and without the one that stands for nothing")
  func averages() throws {
    // Micro F1 of all labels is the accuracy, since each prediction is of one label.
    #expect(table.micro().f1 == 0.7)
    // Without O: 3 right of 5 predicted and 5 expected.
    let inside = table.micro(without: "O")
    #expect([inside.correct, inside.expected, inside.predicted] == [3, 5, 5])
    #expect(inside.f1 == 0.6)
    let (o, a, b) = (0.8, 4.0 / 7, 2.0 / 3)
    let macro = try #require(table.macroF1())
    #expect(abs(macro - (o + a + b) / 3) < 1e-15)
    let macroInside = try #require(table.macroF1(without: "O"))
    #expect(abs(macroInside - (a + b) / 2) < 1e-15)
  }

  @Test("has no figures where there is nothing to divide by")
  func empty() {
    let nothing = ConfusionTable(labels: ["a", "b"])
    #expect(nothing.accuracy == nil)
    #expect(nothing.macroF1() == nil)
    #expect(nothing.micro().f1 == nil)
    var table = nothing
    table.add(expected: 0, predicted: 0)
    // Label b is neither expected nor predicted: it has no figures and is not averaged.
    #expect(table.figures(of: 1).precision == nil)
    #expect(table.figures(of: 1).recall == nil)
    #expect(table.figures(of: 1).f1 == nil)
    #expect(table.macroF1() == 1)
    table.add(expected: 0, predicted: 1)
    #expect(table.figures(of: 1).precision == 0)
    #expect(table.figures(of: 1).recall == nil)
    #expect(table.figures(of: 1).f1 == 0)
    #expect(table.macroF1() == 1.0 / 3)
  }
}
