import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

@Suite("Percentiles of lines")
struct LineDistributionTests {
  /// Lines of random lengths whose nats per token fall with their length and scatter around that.
  private func lines(_ count: Int, longest: Int = 80, seed: UInt64) -> [[Double]] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in
      let length = 1 + Int(random.next() % UInt64(longest))
      let mean = 2 + 3 / Double(length + 2)
      return (0..<length).map { _ in -mean * 2 * Double(random.nextFloat()) }
    }
  }

  private func percentile(_ line: [Double], _ distribution: LineDistribution) -> Double {
    middle(-line.reduce(0, +) / Double(line.count), line.count, distribution)
  }

  private func middle(
    _ natsPerToken: Double, _ tokens: Int, _ distribution: LineDistribution
  ) -> Double {
    let range = distribution.percentiles(natsPerToken: natsPerToken, tokens: tokens)
    return (range.lowerBound + range.upperBound) / 2
  }

  @Test("a tenth of other lines falls into each tenth, of all lengths and of short and long ones")
  func calibrated() throws {
    let distribution = try #require(LineDistribution(lines: lines(3000, seed: 1)))
    let others = lines(6000, seed: 2)
    for range in [1...80, 8...24, 40...80] {
      let chosen = others.filter { range.contains($0.count) }
      var tenths = [Int](repeating: 0, count: 10)
      for line in chosen { tenths[min(9, Int(percentile(line, distribution) / 10))] += 1 }
      let tolerance = range == 1...80 ? 0.02 : 0.05
      for count in tenths {
        #expect(abs(Double(count) / Double(chosen.count) - 0.1) < tolerance, "\(range) \(tenths)")
      }
    }
  }

  @Test("lines of one length are compared with each other, shorter texts with starts of lines")
  func oneLength() throws {
    var random = RandomSource(seed: 3)
    let lines = (0..<200).map { _ in (0..<24).map { _ in -3 * Double(random.nextFloat()) } }
    let distribution = try #require(LineDistribution(lines: lines))
    #expect(distribution.lines == 200)
    #expect(distribution.lengthExponent == LineDistribution.defaultLengthExponent)
    let below = lines.count { percentile($0, distribution) < 50 }
    #expect((98...102).contains(below))
    // The start of four tokens scatters more than the whole.
    let start = middle(2.2, 4, distribution)
    #expect((60...99).contains(start))
    #expect(middle(2.2, 24, distribution) > start)
  }

  @Test("more nats per token are more unusual, up to the ends of what is kept")
  func monotonic() throws {
    let distribution = try #require(LineDistribution(lines: lines(500, seed: 4)))
    for tokens in [1, 2, 7, 30, 80, 5000] {
      let values = stride(from: 0.0, through: 8, by: 0.05).map {
        middle($0, tokens, distribution)
      }
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(try #require(values.first) < 1.2 && #require(values.last) > 98.8)
    }
  }

  @Test("the length exponent is that of the lines")
  func exponent() throws {
    let lines = (0..<300).map { index in
      let length = 5 + index
      return [Double](repeating: -3 * pow(Double(length), 0.8) / Double(length), count: length)
    }
    let distribution = try #require(LineDistribution(lines: lines))
    #expect(abs(distribution.lengthExponent - 0.8) < 1e-6)
    #expect(LineDistribution(lines: Array(lines.prefix(19)) + [[]]) == nil)
  }

  @Test("a distribution is kept with the model, and a new model drops it")
  func file() throws {
    let scratch = try Scratch()
    #expect(try LineDistribution(ofModelIn: scratch.directory) == nil)
    let model = try makeModel(.lstm)
    try model.save(to: scratch.directory)
    let distribution = try #require(LineDistribution(lines: lines(500, seed: 4)))
    try distribution.save(to: scratch.directory)
    let read = try #require(try LineDistribution(ofModelIn: scratch.directory))
    for nats in [1.5, 2, 2.3] {
      let pair = [distribution, read].map { middle(nats, 20, $0) }
      #expect(abs(pair[0] - pair[1]) < 0.1)
    }
    try model.save(to: scratch.directory)
    #expect(try LineDistribution(ofModelIn: scratch.directory) == nil)
    for damage in ["", "{}", "[1]", #"{"format_version":2}"#] {
      try scratch.write(Array(damage.utf8), to: "lines.json")
      #expect(throws: (any Error).self) { try LineDistribution(ofModelIn: scratch.directory) }
    }
  }

  @Test("a boundary that counts does not change the percentile")
  func end() throws {
    let model = try makeModel(.lstm)
    let scores = try model.scores(of: makeLines((1...200).map { $0 }))
    let distribution = try #require(LineDistribution(scores))
    let text = makeLines([33], seed: 9)[0]
    let plain = try distribution.percentile(of: model.score(text))
    #expect(try distribution.percentile(of: model.score(text, countsEnd: true)) == plain)
    #expect(try plain != nil && distribution.percentile(of: model.score("")) == nil)
  }
}
