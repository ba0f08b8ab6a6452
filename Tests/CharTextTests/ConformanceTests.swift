import CharText
import Testing

/// The whole of Unicode's own test files, without exceptions.
@Suite(.enabled(if: UnicodeData.isInstalled, "\(UnicodeData.missing)"))
struct ConformanceTests {
  @Test("Every line of GraphemeBreakTest is cut where it says, in chunks of any size too")
  func graphemeBreaks() throws {
    var count = 0
    for line in try UnicodeData.lines("auxiliary/GraphemeBreakTest.txt") {
      let clusters = line.split(separator: "÷").filter { !$0.allSatisfy(\.isWhitespace) }
        .map { UnicodeData.text($0.split(separator: "×").joined(separator: " ")) }
      let text = clusters.joined()
      #expect(bytes(TextUnit.grapheme.characters(of: text)) == bytes(clusters), "\(line)")
      for size in [1, 2, 3] {
        let reader = CorpusReader(bytes: bytes(text), chunkSize: size)
        let (tokenizer, corpus) = try reader.build(TextConfiguration(unit: .grapheme))
        let pieces = corpus.tokens.dropFirst().map(tokenizer.vocabulary.bytes)
        #expect(pieces == bytes(clusters), "\(line) in chunks of \(size)")
      }
      count += 1
    }
    #expect(count == 602)
  }

  @Test("Every line of NormalizationTest comes out as it says, in all four forms")
  func normalization() throws {
    var count = 0
    var listed: Set<String.UnicodeScalarView.Element> = []
    var isPart1 = false
    for line in try UnicodeData.lines("NormalizationTest.txt.bz2") {
      if line.hasPrefix("@") {
        isPart1 = line.hasPrefix("@Part1")
        continue
      }
      let columns = line.split(separator: ";").prefix(5).map(UnicodeData.text)
      if isPart1, let scalar = columns[0].unicodeScalars.first { listed.insert(scalar) }
      let expected = columns.map(bytes)
      for (index, column) in columns.enumerated() {
        let isCanonical = index < 3
        #expect(bytes(Normalization.nfc.apply(to: column)) == expected[isCanonical ? 1 : 3])
        #expect(bytes(Normalization.nfd.apply(to: column)) == expected[isCanonical ? 2 : 4])
        #expect(bytes(Normalization.nfkc.apply(to: column)) == expected[3])
        #expect(bytes(Normalization.nfkd.apply(to: column)) == expected[4])
      }
      count += 1
    }
    #expect(count > 18_000 && listed.count > 16_000)
    for value: UInt32 in 0...0x10FFFF {
      guard let scalar = Unicode.Scalar(value), !listed.contains(scalar) else { continue }
      let text = String(scalar)
      for form in [Normalization.nfc, .nfd, .nfkc, .nfkd] where form.apply(to: text) != text {
        Issue.record("U+\(String(value, radix: 16)) changes in \(form)")
      }
    }
  }

  @Test(
    "Every emoji sequence is one cluster and comes back as it was", arguments: TextUnit.allCases)
  func emoji(unit: TextUnit) throws {
    let sequences = try UnicodeData.emoji()
    #expect(sequences.count > 9_000)
    let (whole, _) = try CorpusReader(text: sequences.joined(separator: "\n")).build(
      TextConfiguration(unit: unit))
    let spelling = try CorpusReader(text: "abc").build(
      TextConfiguration(unit: unit, unknown: .bytes)
    ).tokenizer
    for sequence in sequences {
      for tokenizer in [whole, spelling] {
        #expect(bytes(tokenizer.decode(try tokenizer.encode(sequence))) == bytes(sequence))
      }
      if unit == .grapheme { #expect(try whole.encode(sequence).count == 1, "\(sequence)") }
    }
  }
}
