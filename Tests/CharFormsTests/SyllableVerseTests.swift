import CharForms
import Testing

/// Forms of English verse.
struct EnglishForm: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var verse: SyllableVerse

  init(_ name: String, _ lines: [SyllableLine]) {
    testDescription = name
    verse = SyllableVerse(lines: lines)
  }

  private static func rhymes(
    _ pattern: String, _ syllables: ClosedRange<Int>, metre: Metre? = nil
  ) -> [SyllableLine] {
    pattern.map { SyllableLine(syllables: syllables, metre: metre, rhyme: String($0)) }
  }

  static let limerick = [(7...10, "A"), (7...10, "A"), (5...7, "B"), (5...7, "B"), (7...10, "A")]
    .map { SyllableLine(syllables: $0.0, rhyme: $0.1) }

  static let all: [EnglishForm] = {
    guard let iambs = try? Metre("iambic pentameter") else { return [] }
    var ballad = rhymes("ABCB", 8...8)
    for line in [1, 3] { ballad[line].syllables = 6...6 }
    var song = rhymes("AABB", 7...8)
    for line in 0..<8 {
      song.append(
        SyllableLine(
          syllables: 6...8, rhyme: line < 2 ? "C" : "D", repeats: line < 2 ? nil : line + 2,
          needsEnding: line == 1, startsStanza: line == 0))
    }
    song[6] = SyllableLine(syllables: 7...7, rhyme: "D", startsStanza: true)
    song[7] = SyllableLine(syllables: 7...7, rhyme: "D")
    song[8] = SyllableLine(syllables: 1...1, repeats: 4, startsStanza: true)
    song[9] = SyllableLine(syllables: 1...1, repeats: 5)
    song.removeLast(2)
    var acrostic = rhymes("AA", 4...8)
    acrostic[0].firstLetter = "S"
    acrostic[1].firstLetter = "e"
    acrostic.append(SyllableLine(syllables: 2...3, rhyme: "A", firstLetter: "A"))
    return [
      EnglishForm("haiku", [5, 7, 5].map { SyllableLine(syllables: $0...$0) }),
      EnglishForm("limerick", limerick), EnglishForm("ballad", ballad),
      EnglishForm("sonnet", rhymes("ABABCDCDEFEFGG", 10...10)),
      EnglishForm("couplets", rhymes("AABB", 10...11, metre: iambs)),
      EnglishForm("song", song), EnglishForm("acrostic", acrostic),
      EnglishForm("monorhyme", rhymes("AAAAAA", 2...4)),
    ]
  }()
}

@Suite("English verse")
struct SyllableVerseTests {
  @Test("random texts have the form, and none gets stuck", arguments: EnglishForm.all)
  func randomTexts(_ form: EnglishForm) throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    var dice = Dice(seed)
    let rules = try SyllableConstraint(form.verse)
    let shortest = try #require(rules.shortestEnd(from: rules.initialState))
    for _ in 0..<40 {
      let text = try randomText(rules, upTo: shortest + dice.below(300), &dice)
      #expect(form.verse.faults(in: text, knownWordsOnly: true) == [], "seed \(seed): \(text)")
      #expect(rules.allows(text), "seed \(seed): \(text)")
    }
  }

  @Test("the shortest way to an end is exact", arguments: EnglishForm.all)
  func shortestEnd(_ form: EnglishForm) throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    var dice = Dice(seed)
    try checkWays(SyllableConstraint(form.verse), &dice, texts: 2)
  }
}
