public import CharText
internal import Foundation

/// Held-out lines with their nats per token, kept with a model to say how unusual a line is among lines of
/// about the same length.
///
///     let score = try model.score("the quiet river")
///     if let percentile = distribution.percentile(of: score) { print("more unusual than \(percentile) %") }
///
/// A text is compared with the lines nearest to it in the logarithm of the length, the nearer the more they
/// count; where many lines have exactly its length, only with these. Among n lines, a new one of the same kind
/// has each rank from 0 to n with probability 1/(n+1), which makes percentiles uniform.
public struct LineDistribution: Sendable, Equatable {
  /// A line, or the start of a longer one.
  struct Line: Sendable, Equatable {
    var tokens: Int
    var natsPerToken: Double
  }

  /// The number of held-out lines from which a distribution can be made, and of those that are kept at most.
  public static let lineCounts = 20...2000
  /// The exponent of the length if it cannot be fitted.
  public static let defaultLengthExponent = 1.0
  /// The number of lines that a text is compared with, an eighth of all within these limits.
  private static let nearest = 100...300
  /// The minimum number of tokens of the starts of lines, and the number of starts of each length at most.
  private static let (shortestStart, mostStarts) = (4, 100)
  /// Nats per token that are the same, as kept in a file.
  private static let resolution = 1e-4

  /// Lines in ascending order of length, with starts of lines where hardly any line is so short.
  let kept: [Line]
  /// The number of held-out lines among them.
  public let lines: Int
  /// α of ``Score/lengthCorrected(exponent:)``: the slope of ln(nats) over ln(tokens) among the lines.
  public let lengthExponent: Double

  init(kept: [Line], lines: Int, lengthExponent: Double) {
    (self.kept, self.lines, self.lengthExponent) = (kept, lines, lengthExponent)
  }

  /// Creates the distribution of held-out lines; nil if there are too few.
  ///
  /// - Parameters:
  ///   - scores: their scores, without the boundary after them. Empty lines do not count.
  ///   - direction: the reading direction of the model.
  public init?(_ scores: [Score], direction: ReadingDirection = .forward) {
    self.init(
      lines: scores.map {
        direction == .forward ? $0.tokenLogProbabilities : $0.tokenLogProbabilities.reversed()
      })
  }

  /// Creates the distribution of held-out lines; nil if there are too few. Of too many, evenly distributed ones are
  /// kept.
  ///
  /// - Parameter lines: ln p of each token of each line, in reading order.
  package init?(lines: [[Double]]) {
    var lines = lines.filter { !$0.isEmpty }
    guard lines.count >= Self.lineCounts.lowerBound else { return nil }
    let (count, most) = (lines.count, Self.lineCounts.upperBound)
    if count > most { lines = (0..<most).map { lines[$0 * count / most] } }
    lines.sort { $0.count < $1.count }
    self.init(
      kept: (Self.starts(lines) + lines.map(Line.init)).sorted { $0.tokens < $1.tokens },
      lines: lines.count, lengthExponent: Self.fitted(lines))
  }

  /// Returns starts of lines of lengths that hardly any line has, such as first sentences of paragraphs.
  private static func starts(_ lines: [[Double]]) -> [Line] {
    let shortest = lines[lines.count / 10].count
    var starts: [Line] = []
    var length = shortestStart
    while 2 * length <= shortest {
      let longer = lines.filter { $0.count >= length }
      let count = min(longer.count, mostStarts)
      starts += (0..<count).map { Line(longer[$0 * longer.count / count].prefix(length)) }
      length *= 2
    }
    return starts
  }

  /// Returns the slope of ln(nats) over ln(tokens), by least squares.
  private static func fitted(_ lines: [[Double]]) -> Double {
    let points = lines.map { (x: log(Double($0.count)), y: -$0.reduce(0, +)) }
      .filter { $0.y > 0 }.map { ($0.x, log($0.y)) }
    let count = Double(points.count)
    let (x, y) = points.reduce((0, 0)) { ($0.0 + $1.0 / count, $0.1 + $1.1 / count) }
    let (xx, xy) = points.reduce((0, 0)) {
      ($0.0 + ($1.0 - x) * ($1.0 - x), $0.1 + ($1.0 - x) * ($1.1 - y))
    }
    // Lines of one length say nothing.
    guard xx > 1e-3 * count else { return defaultLengthExponent }
    return min(1.5, max(0, xy / xx))
  }

  /// Returns the percentages of lines of about this length that a text is more unusual than: from that of the
  /// lines below it to that of the lines that are not above it.
  ///
  /// - Parameters:
  ///   - natsPerToken: its nats per token.
  ///   - tokens: the number of its tokens, at least 1.
  /// - Returns: percentages from 0 to 100. A line of the same kind is equally likely to be anywhere in between.
  public func percentiles(natsPerToken: Double, tokens: Int) -> ClosedRange<Double> {
    var (below, equal, all) = (0.0, 0.0, 0.0)
    for (line, weight) in neighbors(tokens: tokens) {
      all += weight
      if abs(line.natsPerToken - natsPerToken) < Self.resolution {
        equal += weight
      } else if line.natsPerToken < natsPerToken {
        below += weight
      }
    }
    return 100 * below / (all + 1)...100 * min(1, (below + equal + 1) / (all + 1))
  }

  /// Returns how unusual a text is among held-out lines of about its length.
  ///
  /// - Parameter score: its score without context. A boundary after the text does not count.
  /// - Returns: the percentages of lines that are less unusual, and of those that are at most as unusual; nil for
  ///   an empty text.
  public func percentiles(of score: Score) -> ClosedRange<Double>? {
    let count = score.tokens.count - (score.tokens.last == Vocabulary.documentBoundary ? 1 : 0)
    guard count > 0 else { return nil }
    let nats = -score.tokenLogProbabilities.prefix(count).reduce(0, +)
    return percentiles(natsPerToken: nats / Double(count), tokens: count)
  }

  /// Returns how unusual a text is among held-out lines of about its length.
  ///
  /// - Parameter score: its score without context. A boundary after the text does not count.
  /// - Returns: the percentage of lines that are less unusual, lines that are as unusual counted by half; nil
  ///   for an empty text.
  public func percentile(of score: Score) -> Double? {
    percentiles(of: score).map { ($0.lowerBound + $0.upperBound) / 2 }
  }

  /// Returns the median of nats per token among lines of about a length.
  func median(tokens: Int) -> Double {
    let neighbors = neighbors(tokens: tokens).sorted { $0.line.natsPerToken < $1.line.natsPerToken }
    var rest = neighbors.reduce(0) { $0 + $1.weight } / 2
    for (line, weight) in neighbors {
      rest -= weight
      if rest <= 0 { return line.natsPerToken }
    }
    return .infinity
  }

  /// Returns the lines nearest in length, with weights from 1 for the closest length down to 0.
  private func neighbors(tokens: Int) -> [(line: Line, weight: Double)] {
    let place = log(Double(tokens))
    func distance(_ index: Int) -> Double { abs(log(Double(kept[index].tokens)) - place) }
    let count = min(
      kept.count,
      max(Self.nearest.lowerBound, min(Self.nearest.upperBound, kept.count / 8)))
    var start = kept.partitioning { $0.tokens >= tokens }
    var end = start
    while end - start < count {
      if start > 0, end == kept.count || distance(start - 1) <= distance(end) {
        start -= 1
      } else {
        end += 1
      }
    }
    // Lines of one length count alike.
    let width = max(distance(start), distance(end - 1))
    while start > 0, distance(start - 1) <= width { start -= 1 }
    while end < kept.count, distance(end) <= width { end += 1 }
    let isOneLength = kept[start].tokens == kept[end - 1].tokens
    let closest = (start..<end).reduce(width) { min($0, distance($1)) }
    return (start..<end).map { index in
      let far =
        isOneLength ? 0 : (distance(index) - closest) / ((width - closest) * (1 + 1e-6) + 1e-9)
      return (kept[index], 1 - far * far)
    }
  }
}

extension LineDistribution.Line {
  /// Creates a line from ln p of its tokens.
  fileprivate init(_ values: some Collection<Double>) {
    tokens = values.count
    natsPerToken = -values.reduce(0, +) / Double(values.count)
  }
}
