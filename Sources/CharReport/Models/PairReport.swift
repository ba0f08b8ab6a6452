package import CharIO
package import CharLM

/// The accuracy of several models on minimal pairs, as a table and as JSON.
package struct PairReport {
  /// A model and its accuracy.
  package struct Row {
    package let model: String
    package let accuracy: PairAccuracy
    package let seconds: Double

    /// Creates the row of a model.
    package init(model: String, accuracy: PairAccuracy, seconds: Double) {
      (self.model, self.accuracy, self.seconds) = (model, accuracy, seconds)
    }

    /// All figures with stable keys.
    package var json: JSON {
      let total = accuracy.total
      return .object([
        ("model", .string(model)), ("accuracy", .number(total.accuracy)),
        ("pairs", .integer(total.pairs)), ("ties", .integer(total.ties)),
        ("interval", PairReport.interval(total)),
        (
          "categories",
          .object(
            accuracy.categories.map { category in
              (
                category.name,
                .object([
                  ("accuracy", .number(category.count.accuracy)),
                  ("pairs", .integer(category.count.pairs)),
                  ("ties", .integer(category.count.ties)),
                  ("interval", PairReport.interval(category.count)),
                ])
              )
            })
        ),
        ("seconds", .number(seconds)),
      ])
    }
  }

  private let rows: [Row]

  /// Creates the report of models that judged the same pairs.
  package init(_ rows: [Row]) { self.rows = rows }

  private static func interval(_ count: PairCount) -> JSON {
    .array([.number(count.interval.lowerBound), .number(count.interval.upperBound)])
  }

  /// A line per category, with the accuracy of each model in percent and its confidence interval.
  package var text: String {
    guard let first = rows.first?.accuracy else { return "" }
    func cells(_ count: PairCount) -> [String] {
      [
        (100 * count.accuracy).fixed(1),
        "\((100 * count.interval.lowerBound).fixed(1))–\((100 * count.interval.upperBound).fixed(1))",
      ]
    }
    let heading =
      ["", "pairs"] + (rows.count == 1 ? ["%", "95 % interval"] : rows.flatMap { [$0.model, ""] })
    let lines = first.categories.indices.map { index in
      [first.categories[index].name, first.categories[index].count.pairs.grouped]
        + rows.flatMap { cells($0.accuracy.categories[index].count) }
    }
    let total =
      ["all", first.total.pairs.grouped] + rows.flatMap { cells($0.accuracy.total) }
    let ties =
      rows.contains { $0.accuracy.total.ties > 0 }
      ? [["ties", ""] + rows.flatMap { [$0.accuracy.total.ties.grouped, ""] }] : []
    return TextTable([heading] + lines + [total] + ties).text
  }
}
