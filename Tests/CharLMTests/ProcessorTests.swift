import CharLM
import CharNumerics
import CharText
import Foundation
import Testing

/// Every processor equals a plain rewrite from its paper, in Double.
@Suite("Processors")
struct ProcessorTests {
  /// Random logits: smooth, with many equal ones, or with forbidden tokens.
  static func rows(_ size: Int, seed: UInt64, count: Int = 30) -> [[Float]] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { row in
      (0..<size).map { token in
        let logit = random.nextNormal() * (row % 4 == 3 ? 0.1 : 3)
        if row % 5 == 4, token > 0, random.next() % 3 == 0 { return -.infinity }
        return row % 2 == 0 ? logit.rounded() : logit
      }
    }
  }

  /// Tokens sorted by values, the largest first; the smaller token first among equals.
  static func ranking(_ values: [Double]) -> [Int] {
    values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
  }

  /// The shortest prefix whose probabilities sum to a share.
  static func prefix(_ ranking: [Int], _ p: [Double], _ share: Double) -> Set<Int> {
    var (kept, sum) = (Set<Int>(), 0.0)
    for token in ranking where p[token] > 0 {
      kept.insert(token)
      sum += p[token]
      if sum >= share - 1e-7 { break }
    }
    return kept
  }

  /// Compares the logits that a processor leaves with those of the tokens to keep.
  static func expect(
    _ processor: some LogitsProcessor, _ size: Int, seed: UInt64,
    sourceLocation: SourceLocation = #_sourceLocation, kept: ([Double]) -> Set<Int>
  ) {
    var processor = processor
    for row in rows(size, seed: seed) {
      var logits = row
      processor.process(&logits, after: [])
      let expected = kept(row.map(Double.init))
      let rest = row.indices.map { expected.contains($0) ? row[$0] : -.infinity }
      #expect(logits == rest, "seed \(seed), size \(size)", sourceLocation: sourceLocation)
    }
  }

  static func plainSoftmax(_ logits: [Double]) -> [Double] {
    let top = logits.max() ?? 0
    let terms = logits.map { exp($0 - top) }
    return terms.map { $0 / terms.reduce(0, +) }
  }

  @Test("truncations equal their definitions", arguments: [1, 2, 9, 100, 700])
  func truncations(_ size: Int) {
    let seed = UInt64(size) * 31
    for k in [1, 3, 40, 699] {
      Self.expect(TopK(k), size, seed: seed) { logits in
        Set(Self.ranking(logits).prefix(k).filter { logits[$0] > -.infinity })
      }
    }
    for share in [0.05, 0.5, 0.9, 0.99] {
      Self.expect(TopP(share), size, seed: seed + 1) { logits in
        let p = Self.plainSoftmax(logits)
        return Self.prefix(Self.ranking(p), p, share)
      }
      Self.expect(TypicalP(share), size, seed: seed + 2) { logits in
        let p = Self.plainSoftmax(logits)
        let entropy = p.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
        // Rounded, so that equal probabilities stay equal.
        let distances = p.map { $0 > 0 ? -(abs(-log($0) - entropy) * 1e9).rounded() : -.infinity }
        return Self.prefix(Self.ranking(distances), p, share)
      }
      Self.expect(MinP(share), size, seed: seed + 3) { logits in
        let p = Self.plainSoftmax(logits)
        let top = p.max() ?? 0
        return Set(p.indices.filter { p[$0] > 0 && p[$0] >= share * top - 1e-12 })
      }
    }
    for n in [0.3, 1, 2.5] {
      Self.expect(TopNSigma(n), size, seed: seed + 4) { logits in
        let finite = logits.filter { $0 > -.infinity }
        let mean = finite.reduce(0, +) / Double(finite.count)
        let variance = finite.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(finite.count)
        let bound = (finite.max() ?? 0) - n * variance.squareRoot()
        return Set(logits.indices.filter { logits[$0] >= bound })
      }
    }
  }

  @Test("top-k holds for logits far apart, and for all equal ones")
  func extremes() {
    let largest = Float.greatestFiniteMagnitude
    for logits in [
      [Float](repeating: 1, count: 100), [-largest, largest] + [Float](repeating: 0, count: 98),
      (0..<100).map { Float(-$0) * 1e30 }, (0..<100).map { Float($0) * .leastNonzeroMagnitude },
    ] {
      for k in [1, 2, 50, 99] {
        var (result, processor) = (logits, TopK(k))
        processor.process(&result, after: [])
        let kept = Set(result.indices.filter { result[$0] > -.infinity })
        #expect(kept == Set(Self.ranking(logits.map(Double.init)).prefix(k)))
      }
    }
  }

  @Test("penalties equal their definition, and forget what lies before the window")
  func penalties() {
    var random = RandomSource(seed: 3)
    for row in Self.rows(12, seed: 3) {
      let (repetition, frequency) = (0.5 + random.nextDouble() * 2, random.nextDouble() * 2 - 1)
      let presence = random.nextDouble() * 2 - 1
      let window = Int(random.next() % 9)
      let tokens = (0..<20).map { _ in Token(random.next() % 12) }
      var processor = Penalties(
        repetition: repetition, frequency: frequency, presence: presence, window: window)
      for token in tokens { processor.accept(token) }
      var logits = row
      processor.process(&logits, after: tokens)
      for token in row.indices {
        let count = tokens.suffix(window).count { $0 == Token(token) }
        var expected = Double(row[token])
        if count > 0 {
          expected = expected > 0 ? expected / repetition : expected * repetition
          expected -= Double(count) * frequency + presence
        }
        #expect(abs(Double(logits[token]) - expected) <= 1e-5 || expected == -.infinity)
        #expect((logits[token] == -.infinity) == (row[token] == -.infinity))
      }
    }
  }

  @Test("DRY equals a search for repeated ends of the text", arguments: 0..<40 as Range<UInt64>)
  func dry(_ seed: UInt64) {
    var random = RandomSource(seed: seed)
    var options = DRYOptions()
    options.multiplier = 0.5 + random.nextDouble()
    options.base = 1 + random.nextDouble()
    options.allowedLength = 1 + Int(random.next() % 4)
    options.window = 1 + Int(random.next() % 60)
    let breakers: Set<Token> = seed % 3 == 0 ? [1] : []
    var processor = DRY(options, breakers: breakers)
    var text: [Token] = []
    for _ in 0..<300 {
      var logits = [Float](repeating: 0, count: 4)
      processor.process(&logits, after: text)
      let context = Array(text.suffix(options.window))
      for token in 0..<4 as Range<Token> {
        var longest = 0
        for place in context.indices where context[place] == token && !breakers.contains(token) {
          var length = 0
          while length < place, context[place - 1 - length] == context[context.count - 1 - length],
            !breakers.contains(context[place - 1 - length])
          {
            length += 1
          }
          longest = max(longest, length)
        }
        let excess = Double(longest - options.allowedLength)
        let expected = excess >= 0 ? -options.multiplier * pow(options.base, excess) : 0
        let difference = abs(Double(logits[Int(token)]) - expected)
        #expect(difference <= 1e-5 * max(1, -expected), "seed \(seed), after \(text)")
      }
      // Few different tokens, and copies of earlier ones.
      let copies = text.count > 10 && random.next() % 4 > 0
      let next = copies ? text[text.count - 7] : Token(random.next() % 4)
      text.append(next)
      processor.accept(next)
    }
  }

  @Test("XTC leaves of the top choices the least likely, as often as asked")
  func xtc() {
    let p = [0.3, 0.05, 0.25, 0.25, 0.15]
    var processor = XTC(probability: 0.3, threshold: 0.2)
    processor.seed(7, stream: 1)
    var excluded = 0
    for _ in 0..<10_000 {
      let row = p.map { Float(log($0)) }
      var logits = row
      processor.process(&logits, after: [])
      guard logits != row else { continue }
      excluded += 1
      #expect(logits.map { $0 > -.infinity } == [false, true, false, true, true])
    }
    // Within four standard deviations of 3,000.
    #expect(abs(excluded - 3000) < 184)
  }

  @Test("XTC of a seed and a stream excludes the same, of others other")
  func xtcSeeds() {
    func pattern(_ seed: UInt64, _ stream: UInt64) -> [Bool] {
      var processor = XTC(probability: 0.5, threshold: 0.1)
      processor.seed(seed, stream: stream)
      return (0..<100).map { _ in
        var logits: [Float] = [1, 0.9]
        processor.process(&logits, after: [])
        return logits[0] == -.infinity
      }
    }
    #expect(pattern(1, 0) == pattern(1, 0))
    #expect(pattern(1, 0) != pattern(1, 1))
    #expect(pattern(1, 0) != pattern(2, 0))
  }

  @Test("dynamic temperature equals its definition")
  func dynamicTemperature() {
    for (index, row) in Self.rows(50, seed: 11).enumerated() {
      let (temperature, range) = (0.8, 0.3 + 0.03 * Double(index))
      var logits = row
      var processor = TemperatureScaling(
        TemperatureOptions(temperature, range: range, exponent: 1.3))
      processor.process(&logits, after: [])
      let p = Self.plainSoftmax(row.map(Double.init))
      let entropy = p.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
      let largest = log(Double(row.count { $0 > -.infinity }))
      let least = max(0, temperature - range)
      let value = least + (temperature + range - least) * pow(entropy / largest, 1.3)
      for token in row.indices where row[token] > -.infinity {
        let expected = Double(row[token]) / value
        #expect(abs(Double(logits[token]) - expected) <= 1e-5 * max(1, abs(expected)))
      }
    }
  }

  @Test("a bias is added, and −∞ forbids")
  func bias() {
    var logits: [Float] = [1, 2, -.infinity, 4]
    LogitBias([0: 2.5, 2: 100, 3: -.infinity]).process(&logits, after: [])
    #expect(logits == [3.5, 2, -.infinity, -.infinity])
  }

  @Test("mirostat limits the surprisal, and moves the limit as the paper says")
  func mirostat() {
    var random = RandomSource(seed: 5)
    var processor = Mirostat(target: 2, rate: 0.3)
    var limit = 4.0
    for row in Self.rows(60, seed: 21) {
      var logits = row
      processor.process(&logits, after: [])
      let surprisals = Self.plainSoftmax(row.map(Double.init)).map { -log2($0) }
      let least = surprisals.min() ?? 0
      var kept: [Int] = []
      for token in row.indices {
        // At the limit itself, rounding decides.
        guard abs(surprisals[token] - limit) > 1e-5 else { continue }
        let isKept = surprisals[token] <= max(limit, least + 1e-6)
        #expect((logits[token] > -.infinity) == (isKept && row[token] > -.infinity))
        if logits[token] > -.infinity { kept.append(token) }
      }
      let drawn = kept[Int(random.next() % UInt64(kept.count))]
      processor.accept(Token(drawn))
      limit -= 0.3 * (surprisals[drawn] - 2)
      #expect(abs(processor.limit - limit) < 1e-4)
    }
  }
}
