/// Finds the weights of combined scores with the fewest errors on n-best lists whose correct texts are known.
///
/// As a function of one weight, the errors are a step function, whose steps are found exactly: the score of a
/// hypothesis is a line, and the best hypothesis is the upper envelope of these lines
/// ([Och 2003](https://aclanthology.org/P03-1021/)). The search alternates between both weights until neither
/// lowers the errors, from several starting points, and keeps the best result. It is deterministic.
public struct RescoringTuner: Sendable {
  /// The range of the model's weight.
  public static let modelWeights = 0.0...30.0
  /// The range of the amount per unit of length.
  public static let lengthWeights = -30.0...30.0
  /// Weights of the model from which the search starts.
  private static let starts = [0.0, 0.5, 1, 2, 5, 10]

  private let lists: [List]
  private let units: Int

  /// The hypotheses of a list that may win, with their errors.
  private struct List: Sendable {
    var hypotheses: [(features: RescoringFeatures.Hypothesis, errors: Int)]
    var first: Int
    var oracle: Int
  }

  /// The errors of three choices.
  public struct Result: Sendable, Equatable {
    /// The weights.
    public let weights: RescoringWeights
    /// The errors of the best hypotheses by these weights.
    public let errors: Int
    /// The errors of the best hypotheses by the scores of the other program alone.
    public let errorsBefore: Int
    /// The errors of the hypotheses with the fewest errors, which no weights can undercut.
    public let errorsAtBest: Int
    /// The number of units of the references.
    public let units: Int
  }

  /// Prepares a search.
  ///
  /// - Parameters:
  ///   - lists: the n-best lists.
  ///   - features: their numbers.
  ///   - references: their correct texts.
  ///   - units: the units of errors.
  public init(
    _ lists: [NBestList], _ features: [RescoringFeatures], _ references: NBestReferences,
    _ units: TextUnits
  ) {
    self.units = references.texts.reduce(0) { $0 + units.units(of: $1).count }
    self.lists = zip(zip(lists, features), references.texts).map { list, reference in
      let all = zip(list.0.hypotheses, list.1.hypotheses).map { hypothesis, features in
        (features, units.errors(in: hypothesis.text, reference: reference))
      }
      let texts = all.filter { !$0.0.isEmpty }
      let before = list.0.hypotheses.indices.max {
        let (a, b) = (list.0.hypotheses[$0].score, list.0.hypotheses[$1].score)
        return a != b ? a < b : $0 > $1
      }
      return List(
        hypotheses: texts.isEmpty ? all : texts, first: before.map { all[$0].1 } ?? 0,
        oracle: all.map(\.1).min() ?? 0)
    }
  }

  /// Counts the errors by some weights.
  ///
  /// - Parameter weights: the weights.
  /// - Returns: the errors, beside those of other choices.
  public func result(_ weights: RescoringWeights) -> Result {
    let errors = lists.reduce(0) { sum, list in
      let best = list.hypotheses.indices.max {
        let (a, b) = (
          weights.score(list.hypotheses[$0].features), weights.score(list.hypotheses[$1].features)
        )
        return a != b ? a < b : $0 > $1
      }
      return sum + (best.map { list.hypotheses[$0].errors } ?? 0)
    }
    return Result(
      weights: weights, errors: errors, errorsBefore: lists.reduce(0) { $0 + $1.first },
      errorsAtBest: lists.reduce(0) { $0 + $1.oracle }, units: units)
  }

  /// Searches for the weights with the fewest errors.
  ///
  /// - Returns: the weights and their errors.
  public func best() -> Result {
    let results = Self.starts.map { start in
      var result = result(RescoringWeights(model: start))
      var (turn, failures) = (0, 0)
      while failures < 2 {
        var weights = result.weights
        if turn % 2 == 0 {
          weights.model = line(weights, \.model, Self.modelWeights) { $0.modelScore ?? 0 }
        } else {
          weights.length = line(weights, \.length, Self.lengthWeights) { Double($0.length) }
        }
        turn += 1
        let next = self.result(weights)
        if next.errors < result.errors {
          (result, failures) = (next, 0)
        } else {
          failures += 1
        }
      }
      return result
    }
    return results.min { $0.errors < $1.errors } ?? result(RescoringWeights())
  }

  // MARK: - One weight

  /// Finds the best value of one weight while the other one is fixed.
  private func line(
    _ weights: RescoringWeights, _ weight: WritableKeyPath<RescoringWeights, Double>,
    _ range: ClosedRange<Double>, _ slope: (RescoringFeatures.Hypothesis) -> Double
  ) -> Double {
    var start = weights
    start[keyPath: weight] = 0
    var errors = 0
    var steps: [(at: Double, change: Int)] = []
    for list in lists where !list.hypotheses.isEmpty {
      let lines = list.hypotheses.map { (start.score($0.features), slope($0.features), $0.errors) }
      let envelope = Self.envelope(lines.map { ($0.0, $0.1) }, from: range.lowerBound)
      errors += lines[envelope[0].line].2
      for (before, after) in zip(envelope, envelope.dropFirst()) where after.at < range.upperBound {
        steps.append((after.at, lines[after.line].2 - lines[before.line].2))
      }
    }
    steps.sort { $0.at < $1.at }
    return Self.middle(of: range, errors, steps, now: weights[keyPath: weight])
  }

  /// Finds the upper envelope of lines: each line that is the highest one somewhere, and where that starts.
  private static func envelope(
    _ lines: [(offset: Double, slope: Double)], from start: Double
  ) -> [(line: Int, at: Double)] {
    func value(_ line: Int) -> Double { lines[line].offset + start * lines[line].slope }
    var best = 0
    for line in lines.indices.dropFirst() {
      let (new, old) = (value(line), value(best))
      if new > old || (new == old && lines[line].slope > lines[best].slope) { best = line }
    }
    var envelope = [(line: best, at: start)]
    while true {
      var next: (line: Int, at: Double)?
      for line in lines.indices where lines[line].slope > lines[best].slope {
        let at = (lines[best].offset - lines[line].offset) / (lines[line].slope - lines[best].slope)
        guard let old = next, at >= old.at else {
          next = (line, at)
          continue
        }
        if at == old.at && lines[line].slope > lines[old.line].slope { next = (line, at) }
      }
      guard let next else { return envelope }
      envelope.append(next)
      best = next.line
    }
  }

  /// Returns the middle of the widest interval with the fewest errors; beside an end of the range, a
  /// value at most 1 away from the other end of the interval.
  private static func middle(
    of range: ClosedRange<Double>, _ errors: Int, _ steps: [(at: Double, change: Int)], now: Double
  ) -> Double {
    var intervals: [(low: Double, high: Double, errors: Int)] = []
    var (low, errors) = (range.lowerBound, errors)
    func end(at high: Double) {
      guard high > low else { return }
      if let last = intervals.last, last.errors == errors {
        intervals[intervals.count - 1].high = high
      } else {
        intervals.append((low, high, errors))
      }
      low = high
    }
    for (at, change) in steps where change != 0 {
      end(at: at)
      errors += change
    }
    end(at: range.upperBound)
    let best = intervals.max {
      $0.errors != $1.errors ? $0.errors > $1.errors : $0.high - $0.low < $1.high - $1.low
    }
    guard let best else { return now }
    let middle = (best.low + best.high) / 2
    switch (best.low == range.lowerBound, best.high == range.upperBound) {
    case (true, true): return now
    case (true, false): return max(middle, best.high - 1)
    case (false, true): return min(middle, best.low + 1)
    case (false, false): return middle
    }
  }
}
