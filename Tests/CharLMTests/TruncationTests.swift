import CharLM
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
}
