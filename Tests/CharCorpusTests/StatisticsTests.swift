import CharText
import Foundation
import TestSupport
import Testing

import CharCorpus

@Suite("Distributions, repeats and samples")
struct StatisticsTests {
  @Test("Quantiles of short lengths are exact, of long ones within one per cent")
  func quantiles() {
    var generator = SeededGenerator(state: 1)
    var lengths = LengthDistribution()
    var all: [Int] = []
    for _ in 0..<20_000 {
      let length = Int(generator.next() % 1000) * (generator.next() % 3 == 0 ? 977 : 1)
      lengths.add(length)
      all.append(length)
    }
    all.sort()
    for share in [0.0, 0.1, 0.5, 0.9, 0.99, 1] {
      let exact = all[max(0, Int((share * 20_000).rounded(.up)) - 1)]
      let found = lengths.quantile(share)
      #expect(exact < 1024 ? found == exact : abs(found - exact) * 100 <= exact)
    }
    #expect(lengths.sum == all.reduce(0, +))
    #expect((lengths.minimum, lengths.maximum) == (all.first ?? -1, all.last ?? -1))
    #expect(lengths.histogram().reduce(0) { $0 + $1.count } == 20_000)
  }

  @Test("Bins of a histogram follow each other without gaps", arguments: [1, 3, 40, 5000, 1 << 40])
  func histogram(_ most: Int) {
    var generator = SeededGenerator(state: 2)
    var lengths = LengthDistribution()
    for _ in 0..<500 { lengths.add(Int(generator.next() % UInt64(most))) }
    let bins = lengths.histogram()
    for (bin, next) in zip(bins, bins.dropFirst()) {
      #expect(bin.range.upperBound + 1 == next.range.lowerBound)
    }
    #expect(bins.reduce(0) { $0 + $1.count } == 500)
  }

  @Test("Repeats are exact while all hashes are remembered, and near it after")
  func repeats() {
    var exact = RepeatCounter()
    var estimate = RepeatCounter(slotLimit: 1 << 10)
    for round in 0..<2 {
      for number in 0..<20_000 where round == 0 || number % 4 == 0 {
        var hash = StreamHash()
        hash.add(UInt64(number))
        exact.add(hash.value) { "" }
        estimate.add(hash.value) { "" }
      }
    }
    #expect(exact.repeats == 5000)
    #expect(!exact.isEstimate)
    #expect(estimate.isEstimate)
    #expect(abs(estimate.repeats - 5000) < 2500)
  }

  @Test("A sample of a small text is all of it, of a large one blocks spread over it")
  func sample() {
    var small = TokenSample(limit: 1 << 20)
    var large = TokenSample(limit: 1 << 18)
    for token: UInt32 in 0..<3_000_000 {
      if token < 100_000 { small.append(token) }
      large.append(token)
    }
    #expect(small.isWhole)
    #expect(small.tokens == Array(0..<100_000))
    #expect(!large.isWhole)
    #expect(large.tokens.count <= 1 << 18)
    #expect(large.tokens.count >= 1 << 16)
    for run in large.runs { #expect(large.tokens[run.range.lowerBound] == UInt32(run.start)) }
    #expect((large.tokens.last ?? 0) > 2_500_000)
  }

  @Test("Hashes differ wherever texts do")
  func hashes() {
    var seen: Set<UInt64> = []
    for length in 0..<40 {
      for byte: UInt8 in [0, 1, 0x61, 0xFF] {
        var hash = StreamHash()
        for _ in 0..<length { hash.add(byte) }
        seen.insert(hash.value)
      }
    }
    #expect(seen.count == 39 * 4 + 1)
  }
}
