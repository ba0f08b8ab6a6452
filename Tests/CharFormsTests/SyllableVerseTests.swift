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
    var rhymed = EnglishForm("given rhyme", limerick)
    rhymed.verse.rhymes = ["sea", "wind"]
    return [
      rhymed, EnglishForm("haiku", [5, 7, 5].map { SyllableLine(syllables: $0...$0) }),
      EnglishForm("limerick", limerick), EnglishForm("ballad", ballad),
      EnglishForm("sonnet", rhymes("ABABCDCDEFEFGG", 10...10)),
      EnglishForm("couplets", rhymes("AABB", 10...11, metre: iambs)),
      EnglishForm("song", song), EnglishForm("acrostic", acrostic),
      EnglishForm("monorhyme", rhymes("AAAAAA", 2...4)),
    ]
  }()
}

/// Says what is wrong with the rhymes of a text, from the words at the ends of its lines alone.
func rhymeProblems(_ text: String, _ lines: [SyllableLine]) -> [String] {
  var ends: [String: [String]] = [:]
  let rows = text.split(separator: "\n").map(String.init)
  for (row, line) in zip(rows, lines) where line.repeats == nil {
    let word = row.split(separator: " ").last.map { String($0.filter { $0.isLetter || $0 == "'" }) }
    if let letter = line.rhyme { ends[letter, default: []].append(word?.lowercased() ?? "") }
  }
  var problems: [String] = []
  var rhymes: [String: Set<Int>] = [:]
  for (letter, words) in ends where words.count > 1 {
    if Set(words).count < words.count { problems.append("\(letter): \(words) has a word twice") }
    let sets = words.map { word in
      Set(EnglishDictionary.shared.pronunciations(of: word).map(\.rhyme)).subtracting([0])
    }
    let common = sets.dropFirst().reduce(sets[0]) { $0.intersection($1) }
    if common.isEmpty { problems.append("\(letter): \(words) do not rhyme") }
    for (other, known) in rhymes where !known.isDisjoint(with: common) {
      problems.append("\(letter) and \(other) rhyme: \(words), \(ends[other] ?? [])")
    }
    rhymes[letter] = common
  }
  return problems
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
      #expect(rhymeProblems(text, form.verse.lines) == [], "seed \(seed): \(text)")
    }
  }

  @Test("texts have the words that are required, and none that are banned")
  func phrases() throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    var dice = Dice(seed)
    for form in EnglishForm.all where form.testDescription != "monorhyme" {
      var verse = form.verse
      verse.required = ["moon", "Monday"]
      verse.banned = ["th", " a "]
      let rules = try SyllableConstraint(verse)
      let shortest = try #require(rules.shortestEnd(from: rules.initialState))
      for _ in 0..<8 {
        let text = try randomText(rules, upTo: shortest + dice.below(100), &dice)
        #expect(verse.faults(in: text, knownWordsOnly: true) == [], "seed \(seed): \(text)")
        #expect(text.contains("moon") && text.contains("Monday"), "seed \(seed): \(text)")
        #expect(!text.lowercased().contains("th"), "seed \(seed): \(text)")
        #expect(rules.allows(text), "seed \(seed): \(text)")
      }
    }
  }

  @Test("what may come next does not depend on the texts before", arguments: EnglishForm.all)
  func sharedSteps(_ form: EnglishForm) throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    var dice = Dice(seed)
    var verse = form.verse
    if form.testDescription == "sonnet" { verse.required = ["moon"] }
    let (used, fresh) = (try SyllableConstraint(verse), try SyllableConstraint(verse))
    let shortest = try #require(used.shortestEnd(from: used.initialState))
    for _ in 0..<30 { _ = try randomText(used, upTo: shortest + 200, &dice) }
    let text = try randomText(used, upTo: shortest + 200, &dice)
    var states = (used.initialState, fresh.initialState)
    for scalar in text.unicodeScalars {
      let steps = used.steps(from: states.0)
      #expect(steps == fresh.steps(from: states.1), "seed \(seed): \(text)")
      #expect(steps == used.ownSteps(from: states.0), "seed \(seed): \(text)")
      states.0 = try #require(used.state(after: scalar, in: states.0))
      states.1 = try #require(fresh.state(after: scalar, in: states.1))
    }
  }

  @Test("the shortest way to an end is exact", arguments: EnglishForm.all)
  func shortestEnd(_ form: EnglishForm) throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    var dice = Dice(seed)
    try checkWays(SyllableConstraint(form.verse), &dice, texts: 2)
  }
}

@Suite("English pronunciations")
struct PronunciationTests {
  private let dictionary = EnglishDictionary.shared

  private func rhyme(_ a: String, _ b: String) -> Bool {
    let first = dictionary.pronunciations(of: a).map(\.rhyme)
    return dictionary.pronunciations(of: b).contains { $0.rhyme > 0 && first.contains($0.rhyme) }
  }

  @Test(
    "syllables are those of the dictionary",
    arguments: [("banana", [3]), ("fire", [1, 2]), ("I", [1]), ("o'er", [1]), ("beautiful", [3])])
  func syllables(_ word: String, _ counts: [Int]) {
    #expect(dictionary.pronunciations(of: word).map(\.stress.syllables).sorted() == counts)
  }

  @Test("words rhyme by sound and not by spelling")
  func rhymes() {
    #expect(rhyme("night", "white"))
    #expect(rhyme("light", "height"))
    #expect(rhyme("butterfly", "sky"))
    #expect(!rhyme("love", "move"))
    #expect(!rhyme("the", "a"))
    #expect(rhyme("wind", "find") && rhyme("wind", "sinned"))
  }

  @Test("the rules for unknown words agree with most words of the dictionary")
  func rules() {
    let seed = UInt64.random(in: 0..<1_000_000)
    var dice = Dice(seed)
    let words = dictionary.allWords
    var right = 0
    for _ in 0..<300 {
      let word = words[dice.below(words.count)]
      let known = dictionary.pronunciations(of: word).map(\.stress.syllables)
      if known.contains(dictionary.guesses(of: word)[0].stress.syllables) { right += 1 }
    }
    #expect(right >= 258, "\(right) of 300, seed \(seed)")
  }

  @Test("unknown words rhyme with words of the same ending")
  func unknownWords() {
    let guess = dictionary.guesses(of: "blorking")[0]
    #expect(guess.stress.syllables == 2)
    #expect(
      dictionary.pronunciations(of: "working").contains { $0.rhyme == guess.rhyme }
        || dictionary.pronunciations(of: "forking").contains { $0.rhyme == guess.rhyme })
  }
}

@Suite("Lines of syllables")
struct SyllableLineTests {
  private func constraint(_ lines: [SyllableLine]) throws -> SyllableConstraint {
    try SyllableConstraint(SyllableVerse(lines: lines))
  }

  @Test("a line has exactly its syllables, by any pronunciation")
  func counts() throws {
    let rules = try constraint([SyllableLine(syllables: 5...5)])
    #expect(rules.allows("The old silent pond"))
    #expect(rules.allows("the fire is out"))
    #expect(rules.allows("a fire burning down"))
    #expect(rules.allows("A pond, and I see;"))
    #expect(!rules.allows("the old silent ponds are"))
    #expect(!rules.allows("the old  silent pond"))
    #expect(!rules.allows("the old silent Pond"))
    #expect(!rules.allows("the old silent xyzzy"))
  }

  @Test("rhymes are by sound, and a word does not rhyme with itself")
  func rhymes() throws {
    let line = SyllableLine(syllables: 3...3, rhyme: "A")
    let rules = try constraint([line, line])
    #expect(rules.allows("in the night\nthat is white"))
    #expect(!rules.allows("in the night\nof the night"))
    #expect(!rules.allows("in the night\nof the day"))
    #expect(!rules.check("is orange").isPrefix)
  }

  @Test("lines of different letters do not rhyme, unless the form allows it")
  func letters() throws {
    var verse = SyllableVerse(
      lines: ["A", "B", "A", "B"].map { SyllableLine(syllables: 1...1, rhyme: $0) })
    let rules = try SyllableConstraint(verse)
    #expect(rules.allows("night\nday\nwhite\nsay"))
    #expect(!rules.check("night\nlight\n").isPrefix)
    #expect(verse.faults(in: "night\nlight\nwhite\nbright").map(\.rule) == ["rhyme"])
    // The wind, or to wind: it may rhyme with "find" or with "sinned", so neither begins another letter.
    #expect(!rules.check("wind\nsinned\n").isPrefix)
    #expect(!rules.check("find\nwind\n").isPrefix)
    #expect(rules.allows("wind\nday\nsinned\nsay"))
    verse.rhymesDiffer = false
    #expect(try SyllableConstraint(verse).allows("night\nlight\nwhite\nbright"))
    #expect(verse.faults(in: "night\nlight\nwhite\nbright") == [])
    verse.rhymeWordsDiffer = false
    #expect(try SyllableConstraint(verse).allows("night\nday\nnight\nday"))
    #expect(verse.faults(in: "night\nday\nnight\nday") == [])
  }

  @Test("the rhymes of letters can be given by words")
  func givenRhymes() throws {
    let line = SyllableLine(syllables: 2...3, rhyme: "A")
    var verse = SyllableVerse(lines: [line, line])
    verse.rhymes = ["sea"]
    let rules = try SyllableConstraint(verse)
    #expect(rules.allows("be free\nto see"))
    #expect(!rules.check("be kind\n").isPrefix)
    #expect(verse.faults(in: "be kind\nto find").map(\.rule) == ["rhyme"])
    func problem(_ rhymes: String...) -> String? {
      verse.rhymes = rhymes
      let error = #expect(throws: ConstraintError.self) { try SyllableConstraint(verse) }
      return error?.problem
    }
    #expect(problem("sea", "wind") == "the form has 1 rhymes, and 2 are given")
    #expect(problem("orange") == "no word rhymes with 'orange'")
    #expect(problem("xyzzy") == "'xyzzy' is given as a rhyme and is not in the dictionary")
    let other = SyllableLine(syllables: 2...3, rhyme: "B")
    verse.lines += [other, other]
    #expect(
      problem("sea", "thee")
        == "the letters cannot have different rhymes that are those of sea, thee")
  }

  @Test("a required word needs a line that has room for it")
  func requiredWords() throws {
    var verse = SyllableVerse(lines: [
      SyllableLine(syllables: 3...3), SyllableLine(syllables: 4...4),
    ])
    verse.required = ["moon", "silver"]
    let rules = try SyllableConstraint(verse)
    #expect(rules.allows("a moon so\nsee silver light"))
    // No line ends with a required word but where another place was left for it.
    #expect(!rules.check("by the moon").isPrefix)
    #expect(!rules.check("by the sea\nthe silver sun").isPrefix)
    func problem(_ words: String...) -> String? {
      verse.required = words
      let error = #expect(throws: ConstraintError.self) { try SyllableConstraint(verse) }
      return error?.problem
    }
    #expect(problem("silver moon")?.contains("not one word") == true)
    #expect(problem("imagination")?.contains("no line has room") == true)
    #expect(problem("a", "b", "c")?.contains("no line has room") == true)
  }

  @Test("a refrain repeats its line to the letter")
  func refrain() throws {
    let rules = try constraint([
      SyllableLine(syllables: 2...4, endings: "!"), SyllableLine(syllables: 2...2),
      SyllableLine(syllables: 1...1, repeats: 0),
    ])
    #expect(rules.allows("Sing the song!\nagain\nSing the song!"))
    #expect(!rules.check("Sing the song!\nagain\nSing the song\n").isPrefix)
    #expect(!rules.allows("Sing the song!\nagain\nSing"))
  }

  @Test("stress is on strong syllables")
  func metre() throws {
    let rules = try constraint([
      SyllableLine(syllables: 10...10, metre: Metre("iambic pentameter"))
    ])
    #expect(rules.allows("Shall I compare thee to a summer day"))
    #expect(!rules.allows("The summer comparison of winter"))
    #expect(rules.allows("Nature and art are all that I delight"))
    #expect(throws: ConstraintError.self) { try Metre("iambic foo") }
  }

  @Test("an acrostic gives the first letters")
  func acrostic() throws {
    var verse = SyllableVerse(lines: [2, 3].map { SyllableLine(syllables: $0...$0) })
    try verse.begin(with: "Hi")
    let rules = try SyllableConstraint(verse)
    #expect(rules.allows("Hello\nin the sun"))
    #expect(rules.allows("hello\nI see you"))
    #expect(!rules.check("go").isPrefix)
    #expect(verse.faults(in: "Hello\nto the sun").map(\.rule) == ["acrostic"])
  }

  @Test("a model without some letters still ends every text")
  func alphabet() throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    var dice = Dice(seed)
    let alphabet = Alphabet(scalars: ScalarSet(scalars: "abdefghiklmnorstuwy \n,".unicodeScalars))
    let verse = SyllableVerse(lines: EnglishForm.limerick)
    let rules = try SyllableConstraint(verse).restricted(to: alphabet)
    let shortest = try #require(rules.shortestEnd(from: rules.initialState))
    for _ in 0..<20 {
      let text = try randomText(rules, upTo: shortest + dice.below(100), &dice)
      #expect(text.unicodeScalars.allSatisfy { alphabet.scalars.contains($0) })
      #expect(verse.faults(in: text, knownWordsOnly: true) == [], "seed \(seed): \(text)")
    }
  }

  @Test("a form that cannot be met says why")
  func impossible() throws {
    #expect(throws: ConstraintError.self) { try constraint([]) }
    let line = SyllableLine(syllables: 8...8, rhyme: "A")
    var first = line
    first.repeats = 0
    #expect(throws: ConstraintError("line 1: it can repeat earlier lines only")) {
      try constraint([first])
    }
    let many = Array(repeating: SyllableLine(syllables: 1...1, rhyme: "A"), count: 500)
    let error = #expect(throws: ConstraintError.self) { try constraint(many) }
    #expect(error?.problem.contains("no rhyme has 500") == true)
  }

  @Test("the checker names line, column and rule")
  func faults() {
    let verse = SyllableVerse(
      lines: [(3, "A"), (3, "A")].map { SyllableLine(syllables: $0.0...$0.0, rhyme: $0.1) })
    func rules(_ text: String) -> [String] {
      verse.faults(in: text).map { "\($0.line):\($0.column) \($0.rule)" }
    }
    #expect(rules("in the night\nthat is white\n") == [])
    #expect(rules("in the night\nof the day") == ["2:8 rhyme"])
    #expect(rules("in the night\nof the very day") == ["2:1 syllables"])
    #expect(rules("in the night") == ["1:1 lines"] || rules("in the night") == ["2:1 lines"])
    #expect(rules("in - the night\nthat is white") == ["1:3 punctuation"])
  }
}
