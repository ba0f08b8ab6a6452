/// Counts of expected and predicted labels, from which all figures of labeling are computed.
///
/// For a label l, with tp the times it was both expected and predicted:
///
///     precision = tp / predicted        recall = tp / expected
///     F1 = 2·precision·recall / (precision + recall) = 2·tp / (predicted + expected)
///
/// Macro F1 is the mean over labels, micro F1 is that of the sums over labels.
public struct ConfusionTable: Sendable, Equatable {
  /// The labels, in the order of rows and columns.
  public let labels: [String]
  /// Times a label was expected (row) and one was predicted (column), `[labels, labels]`.
  public private(set) var counts: [[Int]]

  /// An empty table.
  ///
  /// - Parameter labels: all labels that are expected or predicted.
  public init(labels: [String]) {
    self.labels = labels
    counts = labels.map { _ in [Int](repeating: 0, count: labels.count) }
  }

  /// Counts one prediction.
  ///
  /// - Parameters:
  ///   - expected: the index of the right label.
  ///   - predicted: the index of the predicted label.
  public mutating func add(expected: Int, predicted: Int) { counts[expected][predicted] += 1 }

  /// Predictions counted.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// Correct predictions.
  public var correct: Int { labels.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// The share of correct predictions; nil for an empty table.
  public var accuracy: Double? { Self.share(correct, total) }

  /// The figures of one label.
  ///
  /// - Parameter index: the label's.
  /// - Returns: the figures.
  public func figures(of index: Int) -> LabelFigures {
    LabelFigures(
      correct: counts[index][index], expected: counts[index].reduce(0, +),
      predicted: counts.reduce(0) { $0 + $1[index] })
  }

  /// The figures of several labels taken together: the sums of theirs.
  ///
  /// - Parameter outside: a label that is left out; nil = none.
  /// - Returns: the sums, whose F1 is called micro F1.
  public func micro(without outside: String? = nil) -> LabelFigures {
    included(without: outside).map(figures).reduce(
      LabelFigures(correct: 0, expected: 0, predicted: 0)
    ) {
      LabelFigures(
        correct: $0.correct + $1.correct, expected: $0.expected + $1.expected,
        predicted: $0.predicted + $1.predicted)
    }
  }

  /// The mean F1 of the labels that were expected or predicted at all; nil if there are none.
  ///
  /// - Parameter outside: a label that is left out; nil = none.
  /// - Returns: macro F1.
  public func macroF1(without outside: String? = nil) -> Double? {
    let values = included(without: outside).compactMap { figures(of: $0).f1 }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  private func included(without outside: String?) -> [Int] {
    labels.indices.filter { labels[$0] != outside }
  }

  static func share(_ part: Int, _ whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}

/// Figures of one label, or of several taken together.
public struct LabelFigures: Sendable, Equatable {
  /// Times it was predicted where it was expected.
  public var correct: Int
  /// Times it was expected.
  public var expected: Int
  /// Times it was predicted.
  public var predicted: Int

  /// The share of its predictions that are right; nil if there are none.
  public var precision: Double? { ConfusionTable.share(correct, predicted) }
  /// The share of its places that were found; nil if there are none.
  public var recall: Double? { ConfusionTable.share(correct, expected) }
  /// The harmonic mean of both; nil if it was neither expected nor predicted.
  public var f1: Double? { ConfusionTable.share(2 * correct, expected + predicted) }
}
