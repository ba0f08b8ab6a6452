import CharForms
import CharIO
import CharReport
import CharText

/// The times that a constraint takes to follow a character and to say what may come next.
struct ConstraintTimes {
  /// Times in seconds.
  struct Summary {
    /// The number of places in texts.
    var count: Int
    var median: Double
    /// 99 of 100 places take no longer.
    var percentile99: Double
  }

  /// The characters of which times are told apart, from the start of a text, and all.
  static let ranges: [(name: String, places: Range<Int>)] = [
    ("all", 0..<Int.max), ("near_100", 80..<120), ("near_5000", 4900..<5100),
  ]

  /// By the ranges; nil where no text is long enough.
  private(set) var summaries: [Summary?] = []
  /// Seconds until the constraint was compiled for the characters of the texts.
  private(set) var compilation: Double

  /// Follows texts one after another, with what the constraint remembers of those before, as a generation does.
  ///
  /// - Parameters:
  ///   - rules: the constraint.
  ///   - texts: texts that are allowed, at least one.
  /// - Throws: `ConstraintError`.
  init(_ rules: some Constraint, _ texts: [String]) throws {
    let scalars = Set(texts.flatMap(\.unicodeScalars))
    let vocabulary = try Vocabulary(
      pieces: scalars.map { Array(String($0).utf8) }, unit: .scalar)
    var tokens: [Unicode.Scalar: Token] = [:]
    for token in Vocabulary.firstPiece..<Token(vocabulary.count) {
      let text = String(decoding: vocabulary.bytes(of: token), as: UTF8.self)
      if let scalar = text.unicodeScalars.first { tokens[scalar] = token }
    }
    let clock = ContinuousClock()
    let start = clock.now
    let constraint = try TokenConstraint(rules, vocabulary)
    compilation = start.duration(to: clock.now) / .seconds(1)
    var times = [[Double]](repeating: [], count: Self.ranges.count)
    for text in texts {
      var state = constraint.initialState
      _ = constraint.choices(in: state)
      for (place, token) in text.unicodeScalars.compactMap({ tokens[$0] }).enumerated() {
        let start = clock.now
        guard let next = constraint.state(after: token, in: state) else { break }
        _ = constraint.choices(in: next)
        let time = start.duration(to: clock.now) / .seconds(1)
        state = next
        for (index, range) in Self.ranges.enumerated() where range.places.contains(place) {
          times[index].append(time)
        }
      }
    }
    summaries = times.map { times in
      guard !times.isEmpty else { return nil }
      let sorted = times.sorted()
      return Summary(
        count: sorted.count, median: sorted[sorted.count / 2],
        percentile99: sorted[sorted.count * 99 / 100])
    }
  }

  /// A line for each range.
  var lines: [String] {
    zip(Self.ranges, summaries).compactMap { range, summary in
      guard let summary else { return nil }
      let places =
        range.places.upperBound == Int.max
        ? "all characters"
        : "characters \(range.places.lowerBound + 1) to \(range.places.upperBound)"
      return "\(places): median \((summary.median * 1e6).fixed(2)) µs, 99th percentile "
        + "\((summary.percentile99 * 1e6).fixed(2)) µs, of \(summary.count)"
    }
  }

  /// The same as JSON, in seconds.
  var json: JSON {
    JSON.object(
      [("compilation_seconds", .number(compilation))]
        + zip(Self.ranges, summaries).map { range, summary in
          (
            range.name,
            summary.map {
              JSON.object([
                ("characters", .integer($0.count)), ("median_seconds", .number($0.median)),
                ("percentile_99_seconds", .number($0.percentile99)),
              ])
            } ?? .null
          )
        })
  }
}
