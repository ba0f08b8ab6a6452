/// The words and the rules of each line, which do not change while a text is written.
final class SyllableTables: Sendable {
  let verse: SyllableVerse
  let usable: ScalarSet
  let tree: WordTree
  /// The lengths of the words.
  let words: WordCosts
  private let nodePatterns: NodePatterns
  let lines: [LineRules]
  /// For each line the first line that is like it, whatever its rhyme.
  let lineKinds: [Int]
  let letters: [RhymeLetter]
  let plans: RhymePlans
  /// For each line its letter, if other lines rhyme with it, and its place among them.
  let letterOfLine: [(letter: Int, place: Int)?]
  /// For each line the first of the lines that are the same; the line itself if it repeats none.
  let sources: [Int]
  /// The cost of the cheapest line of each kind.
  let cheapest: [Int32]
  /// The words that the text must have, and for each the line that it is put into if it comes in no other.
  let required: [(word: Int32, line: Int)]
  /// For each line the bits of the required words that are put into it.
  let requiredBits: [UInt32]

  /// The largest number of required words.
  static let mostRequired = 16

  init(_ verse: SyllableVerse, _ alphabet: Alphabet) throws(ConstraintError) {
    try Self.check(verse)
    let usable = alphabet.spellsBytes ? ScalarSet.all : alphabet.scalars
    let tree = WordTree(
      try Self.dictionary(verse), usable: usable,
      withStress: verse.lines.contains { $0.metre != nil })
    let words = WordCosts(tree) { word, _ in Int32(tree.lengths[word]) }
    var sources: [Int] = []
    for (index, line) in verse.lines.enumerated() {
      sources.append(line.repeats.map { sources[$0] } ?? index)
    }
    let copies = verse.lines.indices.map { index in
      sources.lazy.filter { $0 == index }.count - 1
    }
    var lines = verse.lines.indices.map { index in
      LineRules(
        verse.lines[index], copies: copies[index], required: nil, tree, words, usable: usable)
    }
    var required: [(word: Int32, line: Int)] = []
    // Long words first, which few lines have room for.
    let longestFirst = verse.required.sorted { ($0.utf8.count, $1) > ($1.utf8.count, $0) }
    for text in longestFirst {
      guard let word = tree.word(text.lowercased().utf8) else {
        throw ConstraintError("'\(text)' cannot be written with the characters that may be used")
      }
      // Late lines, so that the word has many places before it must come.
      let place = lines.indices.last { line in
        guard sources[line] == line, lines[line].required == nil else { return false }
        let rules = LineRules(
          verse.lines[line], copies: copies[line], required: word, tree, words, usable: usable)
        guard rules.cost(tree, words) < LineRules.never else { return false }
        lines[line] = rules
        return true
      }
      guard let place else {
        throw ConstraintError(
          "no line has room for '\(text)': each required word needs a line of its own, and another word before "
            + "and behind it")
      }
      required.append((word, place))
    }
    let groups = Self.letters(verse)
    let allowed = try Self.allowedRhymes(verse, count: groups.count)
    let others = verse.rhymesDiffer ? groups.count - 1 : 0
    let forbidden = others * (tree.rhymeSets.lazy.map(\.count).max() ?? 0)
    var letters: [RhymeLetter] = []
    var letterOfLine = [(letter: Int, place: Int)?](repeating: nil, count: lines.count)
    for group in groups {
      for (place, line) in group.enumerated() { letterOfLine[line] = (letters.count, place) }
      let number = letters.count
      let alike = letters.firstIndex { known in
        allowed[known.kind] == allowed[number] && known.lines.count == group.count
          && zip(known.lines, group).allSatisfy { lines[$0].isEqual(to: lines[$1]) }
      }
      if let alike {
        letters.append(letters[alike])
        letters[number].lines = group
      } else {
        letters.append(
          RhymeLetter(
            group, kind: number, allowed: allowed[number], forbidding: forbidden,
            wordsDiffer: verse.rhymeWordsDiffer, lines, tree))
      }
    }
    (self.verse, self.usable, self.tree, self.words) = (verse, usable, tree, words)
    (self.lines, self.letters, self.sources) = (lines, letters, sources)
    (self.letterOfLine, self.required) = (letterOfLine, required)
    plans = RhymePlans(letters, differ: verse.rhymesDiffer, tree)
    requiredBits = lines.indices.map { line in
      required.indices.reduce(0) { required[$1].line == line ? $0 | 1 << UInt32($1) : $0 }
    }
    cheapest = lines.map { $0.cost(tree, words) }
    nodePatterns = NodePatterns(tree, words)
    lineKinds = lines.indices.map { index in
      // Required words are put into certain lines, and no line follows the last one.
      let isAlone = !required.isEmpty || index + 1 == lines.count
      return isAlone ? index : lines.indices.first { lines[$0].isAlike(lines[index]) } ?? index
    }
    try checkThatLinesExist()
  }

  /// The words that may be written.
  private static func dictionary(
    _ verse: SyllableVerse
  ) throws(ConstraintError) -> [EnglishDictionary.Word] {
    var dictionary = EnglishDictionary.shared.words
    var known: Set<[UInt8]> = []
    for word in verse.words + verse.required {
      let letters = Array(word.lowercased().utf8)
      guard !letters.isEmpty, letters.count < 64, letters.allSatisfy(Self.isLetter) else {
        throw ConstraintError(
          "'\(word)' is not one word of English letters and apostrophes")
      }
      if EnglishDictionary.shared.word(letters) == nil, known.insert(letters).inserted {
        dictionary.append(
          EnglishDictionary.Word(
            letters: letters, isCapitalized: word.first?.isUppercase == true,
            pronunciations: EnglishDictionary.shared.guesses(of: word)))
      }
    }
    for phrase in verse.banned {
      let parts = phrase.lowercased().split(separator: " ")
      guard parts.count == 1, parts[0].utf8.allSatisfy(Self.isLetter) else {
        throw ConstraintError(
          "'\(phrase)' cannot be banned in a form of syllables, which bans words and parts of words"
        )
      }
      let letters = Array(parts[0].utf8)
      let (atStart, atEnd) = (phrase.hasPrefix(" "), phrase.hasSuffix(" "))
      dictionary.removeAll { word in
        word.letters.indices.contains { start in
          (start == 0 || !atStart) && word.letters[start...].starts(with: letters)
            && (!atEnd || start + letters.count == word.letters.count)
        }
      }
    }
    return dictionary
  }

  /// The lines of each letter, in the order of their first lines; lines without partners may end with any word.
  private static func letters(_ verse: SyllableVerse) -> [[Int]] {
    var groups: [String: [Int]] = [:]
    for (index, line) in verse.lines.enumerated() where line.repeats == nil {
      if let rhyme = line.rhyme { groups[rhyme, default: []].append(index) }
    }
    return groups.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }

  /// The rhymes of the words that are given for the letters; nil for letters that may have any.
  private static func allowedRhymes(
    _ verse: SyllableVerse, count: Int
  ) throws(ConstraintError) -> [Set<UInt16>?] {
    guard verse.rhymes.count <= count else {
      throw ConstraintError(
        count == 0
          ? "the form has no lines that rhyme, and a rhyme is given"
          : "the form has \(count) rhymes, and \(verse.rhymes.count) are given")
    }
    var allowed: [Set<UInt16>?] = []
    for word in verse.rhymes {
      let pronunciations = EnglishDictionary.shared.pronunciations(of: word)
      guard !pronunciations.isEmpty else {
        throw ConstraintError("'\(word)' is given as a rhyme and is not in the dictionary")
      }
      let rhymes = Set(pronunciations.map { UInt16($0.rhyme) }).subtracting([0])
      guard !rhymes.isEmpty else { throw ConstraintError("no word rhymes with '\(word)'") }
      allowed.append(rhymes)
    }
    return allowed + Array(repeating: nil, count: count - allowed.count)
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
    guard verse.required.count <= mostRequired else {
      throw ConstraintError(
        "\(verse.required.count) words are required; at most \(mostRequired) are supported")
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
    for (number, letter) in letters.enumerated() where letter.cheapest >= LineRules.never {
      let numbers = letter.lines.map { String($0 + 1) }.joined(separator: ", ")
      if number < verse.rhymes.count {
        throw ConstraintError(
          "lines \(numbers) cannot rhyme with '\(verse.rhymes[number])': there are too few such words that fit"
        )
      }
      throw ConstraintError(
        "lines \(numbers): no rhyme has \(letter.lines.count) different words for each of them")
    }
    guard plans.cost(of: Array(letters.indices), without: []) < LineRules.never else {
      throw ConstraintError(
        verse.rhymes.isEmpty
          ? "there are too few rhymes for all letters"
          : "the letters cannot have different rhymes that are those of \(verse.rhymes.joined(separator: ", "))"
      )
    }
    guard lines.count == 1 || usable.contains("\n") else {
      throw ConstraintError(
        "the form has \(lines.count) lines, but the characters that may be used have no end of "
          + "line; choose a model of texts with several lines")
    }
  }

  private static func isLetter(_ letter: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= letter || letter == UInt8(ascii: "'")
  }

  /// The sets of the patterns of the words below two nodes, which may be −1.
  func patternSets(_ node: Int32, _ capital: Int32) -> KnownSteps.PatternSets {
    KnownSteps.PatternSets(node: nodePatterns.set(of: node), capital: nodePatterns.set(of: capital))
  }

  /// The patterns of a set.
  func patterns(ofSet set: Int32) -> [UInt8] { nodePatterns.sets[Int(set)] }

  /// All required words, as bits.
  var allRequired: UInt32 { requiredBits.reduce(0, |) }

  /// The required words that are left of some once a word is written.
  func missing(_ missing: UInt32, after word: Int32) -> UInt32 {
    guard missing != 0 else { return 0 }
    return required.indices.reduce(missing) {
      required[$1].word == word ? $0 & ~(1 << UInt32($1)) : $0
    }
  }

  /// The largest additional cost, in the lines after a line, of required words that the text still lacks.
  func surcharge(_ missing: UInt32, after line: Int) -> Int32 {
    guard missing != 0 else { return 0 }
    return required.indices.reduce(0) { sum, number in
      let place = required[number].line
      return missing >> UInt32(number) & 1 != 0 && place > line ? sum + lines[place].surcharge : sum
    }
  }

  /// The number of characters between a line and the next one.
  func separator(after line: Int) -> Int32 {
    line + 1 == lines.count ? 0 : verse.lines[line + 1].startsStanza ? 2 : 1
  }
}
