package import CharIO
package import CharLM

/// How lines fall into the tenths of a distribution of held-out lines.
package struct CalibrationTable: PrintedResult {
  private let distribution: LineDistribution
  private let lines: Int
  /// The share of the lines in each tenth. A line that is as unusual as some held-out ones is divided among the
  /// tenths that they are in.
  private let shares: [Double]

  /// Compares lines with a distribution.
  ///
  /// - Parameters:
  ///   - distribution: the distribution.
  ///   - scores: the scores of the lines; empty ones do not count.
  package init(_ distribution: LineDistribution, _ scores: [Score]) {
    self.distribution = distribution
    let all = scores.compactMap(distribution.percentiles(of:))
    lines = all.count
    shares = (0..<10).map { tenth in
      let tenth = 10 * Double(tenth)...10 * Double(tenth + 1)
      let sum = all.reduce(0.0) { sum, range in
        let shared = range.clamped(to: tenth)
        return sum
          + (shared.upperBound - shared.lowerBound) / (range.upperBound - range.lowerBound)
      }
      return sum / Double(max(1, all.count))
    }
  }

  /// The facts and a row for each tenth.
  package var text: String {
    let facts = [
      ("lines", lines.grouped), ("held-out lines kept", distribution.lines.grouped),
      ("length exponent", distribution.lengthExponent.fixed(3)),
    ]
    let rows = shares.enumerated().map { tenth, share in
      ["\(10 * tenth) to \(10 * tenth + 10) %", (100 * share).fixed(1) + " %"]
    }
    return TextTable(facts).text + "\n"
      + TextTable([["more unusual than", "lines"]] + rows).text
  }

  /// The same with stable keys.
  package var json: JSON {
    .object([
      ("lines", .integer(lines)), ("held_out_lines", .integer(distribution.lines)),
      ("length_exponent", .number(distribution.lengthExponent)),
      ("deciles", .array(shares.map(JSON.number))),
    ])
  }
}
