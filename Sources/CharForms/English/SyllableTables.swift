/// The words and the rules of each line, which do not change while a text is written.
final class SyllableTables: Sendable {
  let verse: SyllableVerse
  let usable: ScalarSet
  let tree: WordTree
  /// The lengths of the words.
  let words: WordCosts
  let lines: [LineRules]
  let letters: [RhymeLetter]
  /// For each line its letter, if other lines rhyme with it, and its place among them.
  let letterOfLine: [(letter: Int, place: Int)?]
  /// For each line the first of the lines that are the same; the line itself if it repeats none.
  let sources: [Int]
  /// The cost of the cheapest line of each kind.
  let cheapest: [Int32]

  init(_ verse: SyllableVerse, _ alphabet: Alphabet) throws(ConstraintError) {
    try Self.check(verse)
    let usable = alphabet.spellsBytes ? ScalarSet.all : alphabet.scalars
    var dictionary = EnglishDictionary.shared.words
    for word in verse.words {
      let letters = Array(word.lowercased().utf8)
      guard !letters.isEmpty, letters.count < 64, letters.allSatisfy(Self.isLetter) else {
        throw ConstraintError("'\(word)' has other characters than English letters and apostrophes")
      }
      if EnglishDictionary.shared.word(letters) == nil {
        dictionary.append(
          EnglishDictionary.Word(
            letters: letters, isCapitalized: word.first?.isUppercase == true,
            pronunciations: EnglishDictionary.shared.guesses(of: word)))
      }
    }
    let tree = WordTree(
      dictionary, usable: usable, withStress: verse.lines.contains { $0.metre != nil })
    let words = WordCosts(tree) { word, _ in Int32(tree.lengths[word]) }
    var sources: [Int] = []
    for (index, line) in verse.lines.enumerated() {
      sources.append(line.repeats.map { sources[$0] } ?? index)
    }
    let lines = verse.lines.indices.map { index in
      LineRules(
        verse.lines[index], copies: sources.lazy.filter { $0 == index }.count - 1, tree, words,
        usable: usable)
    }
    var groups: [String: [Int]] = [:]
    for (index, line) in verse.lines.enumerated() where line.repeats == nil {
      if let rhyme = line.rhyme { groups[rhyme, default: []].append(index) }
    }
    var letters: [RhymeLetter] = []
    var letterOfLine = [(letter: Int, place: Int)?](repeating: nil, count: lines.count)
    // Lines without partners may end with any word.
    for group in groups.values.sorted(by: { $0[0] < $1[0] }) where group.count > 1 {
      for (place, line) in group.enumerated() { letterOfLine[line] = (letters.count, place) }
      letters.append(RhymeLetter(group, lines, tree))
    }
    (self.verse, self.usable, self.tree, self.words) = (verse, usable, tree, words)
    (self.lines, self.letters, self.sources) = (lines, letters, sources)
    self.letterOfLine = letterOfLine
    cheapest = lines.map { $0.cost(tree, words) }
    try checkThatLinesExist()
  }

  /// Throws an error if the form contradicts itself.
  private static func check(_ verse: SyllableVerse) throws(ConstraintError) {
    guard !verse.lines.isEmpty else { throw ConstraintError("the form has no lines") }
    for (index, line) in verse.lines.enumerated() {
      func fail(_ problem: String) -> ConstraintError {
        ConstraintError("line \(index + 1): \(problem)")
      }
      if let repeated = line.repeats {
        guard (0..<index).contains(repeated) else {
          throw fail("it can repeat earlier lines only")
        }
        continue
      }
      guard line.syllables.lowerBound >= 1, line.syllables.upperBound <= 30 else {
        throw fail("a line has 1 to 30 syllables")
      }
      if let letter = line.firstLetter,
        !letter.isASCII || !isLetter(UInt8(letter.value | 0x20)) || letter == "'"
      {
        throw fail("'\(letter)' is no English letter to start with")
      }
      for mark in (line.endings + verse.marks).unicodeScalars
      where mark.properties.isAlphabetic || mark.properties.isWhitespace || mark == "'" {
        throw fail("'\(mark)' is no punctuation")
      }
    }
    let rhymed = verse.lines.filter { $0.repeats == nil && $0.rhyme != nil }
    for (letter, lines) in Dictionary(grouping: rhymed, by: { $0.rhyme ?? "" })
    where lines.count > RhymeLetter.mostKinds
      && lines.contains(where: { $0.syllables != lines[0].syllables || $0.metre != lines[0].metre })
    {
      throw ConstraintError(
        "rhyme \(letter) has \(lines.count) lines of different kinds; the most are"
          + " \(RhymeLetter.mostKinds)")
    }
  }

  private func checkThatLinesExist() throws(ConstraintError) {
    for (index, line) in lines.enumerated() where sources[index] == index {
      guard cheapest[index] < LineRules.never else {
        let letter = line.line.firstLetter.map { " that start with '\($0)'" } ?? ""
        throw ConstraintError(
          "line \(index + 1): no words\(letter) of the dictionary fit with the characters that may"
            + " be used")
      }
    }
    for letter in letters where letter.cheapest >= LineRules.never {
      let numbers = letter.lines.map { String($0 + 1) }.joined(separator: ", ")
      throw ConstraintError(
        "lines \(numbers): no rhyme has \(letter.lines.count) different words for each of them")
    }
    guard lines.count == 1 || usable.contains("\n") else {
      throw ConstraintError("the characters that may be used have no end of line")
    }
  }

  private static func isLetter(_ letter: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= letter || letter == UInt8(ascii: "'")
  }

  /// The number of characters between a line and the next one.
  func separator(after line: Int) -> Int32 {
    line + 1 == lines.count ? 0 : verse.lines[line + 1].startsStanza ? 2 : 1
  }
}
