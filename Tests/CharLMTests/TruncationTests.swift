import CharLM
import CharNumerics
import CharText
import Foundation
import Testing

/// Rules that leave out unlikely tokens.
@Suite("Truncation")
struct TruncationTests {
  /// Probabilities 0.4, 0.25, 0.15, 0.1, 0.06, 0.04, not in order.
  static let p = [0.06, 0.4, 0.1, 0.25, 0.04, 0.15]
  static let logits = p.map { Float(log($0)) }

  /// Draws, which have to be of the softmax over some tokens alone.
  func expect(
    _ kept: Set<Token>, sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout SamplingOptions) -> Void
  ) throws {
    let tokens = try draws(20_000, Self.logits, options(change))
    let share = kept.reduce(0) { $0 + Self.p[Int($1)] }
    let p = Self.p.enumerated().map { kept.contains(Token($0)) ? $1 / share : 0 }
    expectFrequencies(tokens, p, sourceLocation: sourceLocation)
  }

  @Test("top-k keeps the k likeliest")
  func topK() throws {
    try expect([1]) { $0.topK = 1 }
    try expect([1, 3, 5]) { $0.topK = 3 }
    try expect([0, 1, 2, 3, 4, 5]) { $0.topK = 6 }
    try expect([0, 1, 2, 3, 4, 5]) { $0.topK = 1000 }
  }

  @Test("top-p keeps the fewest that reach the share")
  func topP() throws {
    try expect([1]) { $0.topP = 1e-9 }
    try expect([1]) { $0.topP = 0.39 }
    try expect([1, 3]) { $0.topP = 0.41 }
    try expect([1, 3, 5]) { $0.topP = 0.79 }
    try expect([1, 3, 5, 2]) { $0.topP = 0.81 }
    try expect([0, 1, 2, 3, 4, 5]) { $0.topP = 0.999 }
  }

  @Test("min-p keeps what is nearly as likely as the likeliest")
  func minP() throws {
    try expect([1]) { $0.minP = 1 }
    try expect([1, 3]) { $0.minP = 0.6 }
    try expect([1, 3, 5]) { $0.minP = 0.3 }
    try expect([0, 1, 2, 3, 4, 5]) { $0.minP = 0 }
    #expect(Set(try draws(500, [2, 5, 5, 1], options { $0.minP = 1 })) == [1, 2])
  }

  @Test("typical-p keeps those whose surprise is nearest to the expected one")
  func typicalP() throws {
    // The entropy is 1.536; the surprises are 2.81, 0.92, 2.30, 1.39, 3.22 and 1.90.
    try expect([3]) { $0.typicalP = 0.2 }
    try expect([3, 5]) { $0.typicalP = 0.39 }
    try expect([3, 5, 1]) { $0.typicalP = 0.5 }
    try expect([3, 5, 1, 2]) { $0.typicalP = 0.85 }
    try expect([0, 1, 2, 3, 4, 5]) { $0.typicalP = 0.999 }
  }

  @Test("rules apply one after the other, each to what the one before left")
  func chain() throws {
    // Of the three that top-k leaves, the first has a half.
    try expect([1]) { ($0.topK, $0.topP) = (3, 0.45) }
    // The temperature comes last: it does not change what is left.
    let tokens = try draws(
      500, Self.logits,
      options {
        $0.temperature = 100
        $0.topP = 0.41
      })
    #expect(Set(tokens) == [1, 3])
  }

  @Test("one token that is left is the greedy one, whatever the logits")
  func greedy() throws {
    let greedy = options { $0.temperature = 0 }
    for seed in 0..<50 as Range<UInt64> {
      let logits = makeLines([8], seed: seed)[0].utf8.map { Float($0) / 7 }
      let best = try draws(1, logits, greedy)
      #expect(try draws(1, logits, options { $0.topK = 1 }) == best)
      #expect(try draws(1, logits, options { $0.topP = 1e-9 }) == best)
    }
  }

  /// The rules by their definitions: all tokens sorted, the smaller first among equals.
  private struct Definition: LogitsProcessor {
    var options: SamplingOptions

    func process(_ logits: inout [Float], after tokens: [Token]) {
      if let k = options.topK {
        let values = logits.map(Double.init)
        keep(sorted(values).prefix(k), of: &logits)
      }
      if let share = options.typicalP {
        let p = softmax(logits)
        let entropy = p.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
        let values = p.map { $0 > 0 ? -abs(-log($0) - entropy) : -.infinity }
        keep(first(sorted(values), p, share), of: &logits)
      }
      if let share = options.topP {
        let p = softmax(logits)
        keep(first(sorted(p), p, share), of: &logits)
      }
    }

    private func softmax(_ logits: [Float]) -> [Double] {
      let top = Double(logits.max() ?? 0)
      let terms = logits.map { exp(Double($0) - top) }
      let sum = terms.reduce(0, +)
      return terms.map { $0 / sum }
    }

    private func sorted(_ values: [Double]) -> [Int] {
      values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
    }

    private func first(_ order: [Int], _ p: [Double], _ share: Double) -> ArraySlice<Int> {
      var sum = 0.0
      for (count, token) in order.enumerated() {
        sum += p[token]
        if sum >= share { return order[...count] }
      }
      return order[...]
    }

    private func keep(_ kept: ArraySlice<Int>, of logits: inout [Float]) {
      var result = [Float](repeating: -.infinity, count: logits.count)
      for token in kept { result[token] = logits[token] }
      logits = result
    }
  }

  @Test(
    "draws are those of the definitions, to the last bit",
    arguments: [1, 2, 7, 100, 1000, 1024, 5001])
  func definitions(_ size: Int) throws {
    var random = RandomSource(seed: UInt64(size))
    // Few different numbers, so that many are equal; and some that forbid.
    let rows = (0..<60).map { row in
      (0..<size).map { token -> Float in
        let logit = random.nextNormal() * 3
        if row % 5 == 4, token > 0, random.next() % 3 == 0 { return -.infinity }
        return row % 2 == 0 ? logit.rounded() : logit
      }
    }
    let changes: [(inout SamplingOptions) -> Void] = [
      { $0.topK = 1 }, { $0.topK = 40 }, { $0.topK = 999 }, { $0.topP = 0.5 }, { $0.topP = 0.95 },
      { $0.topP = 1 }, { $0.typicalP = 0.3 }, { $0.typicalP = 0.9 },
      { ($0.topK, $0.typicalP, $0.topP) = (50, 0.95, 0.9) },
    ]
    for change in changes {
      let options = options(change)
      var plain = SamplingOptions()
      plain.temperature = options.temperature
      var sampler = try Sampler(options)
      var expected = try Sampler(plain, extra: [Definition(options: options)])
      for row in rows { #expect(try sampler.draw(from: row) == expected.draw(from: row)) }
    }
  }

  /// Rows of logits of different shapes.
  enum Row: CaseIterable {
    case wide, narrow, fewValues, equal, farBelow, farAbove, forbidden

    func logits(_ count: Int, _ random: inout RandomSource) -> [Float] {
      var row = (0..<count).map { _ in random.nextNormal() * (self == .wide ? 4 : 0.3) }
      switch self {
      case .wide, .narrow: break
      case .fewValues: row = row.map { ($0 * 8).rounded() }
      case .equal: row = row.map { _ in 1.5 }
      // The range of values is so wide that all others are in one part of it.
      case .farBelow: row[count / 3] = -1e30
      case .farAbove: (row[count / 3], row[count / 2]) = (30, -3e38)
      case .forbidden: for token in row.indices where token % 3 == 1 { row[token] = -.infinity }
      }
      return row
    }
  }

  @Test("keep exactly the tokens that sorting keeps", arguments: Row.allCases)
  func sorted(_ shape: Row) {
    var random = RandomSource(seed: 11)
    for count in [3, 24, 25, 130, 1024, 2222, 8001] {
      let row = shape.logits(count, &random)
      let order = row.indices.sorted { row[$0] != row[$1] ? row[$0] > row[$1] : $0 < $1 }
      let possible = order.count { row[$0] > -.infinity }
      var terms = row
      let sum = Softmax.terms(row, temperature: 1, into: &terms)
      for share in [0, 0.01, 0.5, 0.9, 0.99, 0.999_999] {
        var (kept, found) = (0, 0.0)
        repeat {
          found += Double(terms[order[kept]])
          kept += 1
        } while found < share * sum && kept < possible
        var logits = row
        var rule = TopP(share)
        rule.process(&logits, after: [])
        expect(logits, keeps: order[..<kept], of: row, "top-p \(share) of \(count)")
      }
      for k in [1, 2, 40, 97, count / 2, count - 1] where k > 0 && k < count {
        var logits = row
        var rule = TopK(k)
        rule.process(&logits, after: [])
        expect(logits, keeps: order[..<min(k, possible)], of: row, "top-k \(k) of \(count)")
      }
    }
  }

  private func expect(
    _ logits: [Float], keeps kept: ArraySlice<Int>, of row: [Float], _ comment: Comment
  ) {
    var expected = [Float](repeating: -.infinity, count: row.count)
    for token in kept { expected[token] = row[token] }
    #expect(logits == expected, comment)
  }
}
