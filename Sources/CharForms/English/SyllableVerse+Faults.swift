extension SyllableVerse {
  /// The last word of a line that rhymes.
  private struct End {
    var word: String
    var rhymes: Set<Int>
    var row: Int
    var column: Int
  }

  /// The ends of the lines of a rhyme letter, and the rhymes that they have in common.
  private struct Letter {
    var name: String
    var rhymes: Set<Int> = []
    var ends: [End] = []

    /// Adds the end of a line.
    ///
    /// - Returns: the reason for which it does not fit; nil if it does.
    mutating func add(_ end: End, wordsDiffer: Bool) -> String? {
      defer { ends.append(end) }
      guard let first = ends.first else {
        rhymes = end.rhymes.subtracting([0])
        return rhymes.isEmpty ? "no word rhymes with \(end.word)" : nil
      }
      if wordsDiffer, ends.contains(where: { $0.word == end.word }) {
        return "\(end.word) ends a line of rhyme \(name) before"
      }
      let common = rhymes.intersection(end.rhymes)
      if common.isEmpty { return "\(end.word) does not rhyme with \(first.word)" }
      rhymes = common
      return nil
    }
  }

  private struct Word {
    var text: String
    var column: Int
    var pronunciations: [EnglishDictionary.Pronunciation]
  }

  /// Finds where a text breaks the form.
  ///
  /// Words that the dictionary lacks are pronounced by rules. Upper and lower case are the same.
  ///
  /// - Parameters:
  ///   - text: the text; an end of line at its end does not count.
  ///   - knownWordsOnly: whether words that neither the dictionary nor the form has are faults.
  /// - Returns: the faults, in the order of the lines; none if the text has the form.
  public func faults(in text: String, knownWordsOnly: Bool = false) -> [FormFault] {
    var faults: [FormFault] = []
    var rows = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if rows.last == "" { rows.removeLast() }
    var row = 0
    var written: [String] = []
    var letters: [Letter] = []
    let partners = Dictionary(grouping: lines.lazy.filter { $0.repeats == nil }, by: \.rhyme)
    func report(_ column: Int, _ rule: String, _ reason: String) {
      faults.append(FormFault(line: row + 1, column: column, rule: rule, reason: reason))
    }
    for line in lines {
      if line.startsStanza, !written.isEmpty {
        if row < rows.count, rows[row].isEmpty {
          row += 1
        } else {
          report(1, "lines", "an empty line is missing before this one")
        }
      }
      guard row < rows.count else {
        report(1, "lines", "the form has \(lines.count) lines")
        return faults
      }
      let content = rows[row]
      if let repeated = line.repeats {
        if repeated < written.count, written[repeated] != content {
          let same = zip(content, written[repeated]).prefix { $0 == $1 }.count
          report(same + 1, "repeats", "differs from line \(repeated + 1) of the form")
        }
      } else {
        let words = self.words(content, line, knownWordsOnly, report)
        let ends = self.ends(words, line, report)
        if let letter = line.firstLetter {
          if content.lowercased().first != String(letter).lowercased().first {
            report(1, "acrostic", "does not start with \(letter)")
          }
        }
        let hasPartners = partners[line.rhyme]?.count ?? 0 > 1
        if let name = line.rhyme, hasPartners, let last = words.last, !ends.isEmpty {
          let end = End(word: last.text.lowercased(), rhymes: ends, row: row, column: last.column)
          let index = letters.firstIndex { $0.name == name } ?? letters.count
          if index == letters.count { letters.append(Letter(name: name)) }
          if let problem = letters[index].add(end, wordsDiffer: rhymeWordsDiffer) {
            report(end.column, "rhyme", problem)
          }
        }
      }
      written.append(content)
      row += 1
    }
    if row < rows.count { report(1, "lines", "the form has \(lines.count) lines") }
    faults += letterFaults(letters) + phraseFaults(text)
    return faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  /// Finds letters that have the rhyme of an earlier one, or not the one that is given.
  private func letterFaults(_ letters: [Letter]) -> [FormFault] {
    var faults: [FormFault] = []
    for (index, letter) in letters.enumerated() {
      let first = letter.ends[0]
      func report(_ reason: String) {
        faults.append(
          FormFault(line: first.row + 1, column: first.column, rule: "rhyme", reason: reason))
      }
      if index < rhymes.count {
        let given = Set(EnglishDictionary.shared.pronunciations(of: rhymes[index]).map(\.rhyme))
        if given.isDisjoint(with: letter.rhymes) {
          report("\(first.word) does not rhyme with \(rhymes[index])")
        }
      }
      let same = letters[..<index].first { !$0.rhymes.isDisjoint(with: letter.rhymes) }
      if rhymesDiffer, let same {
        report(
          "\(first.word) of rhyme \(letter.name) rhymes with \(same.ends[0].word) of rhyme \(same.name)"
        )
      }
    }
    return faults
  }

  /// Finds required words that are missing, and banned ones that are not.
  private func phraseFaults(_ text: String) -> [FormFault] {
    let words = text.split { !($0.isLetter || $0 == "'") }.map { $0.lowercased() }
    let missing = required.filter { !words.contains($0.lowercased()) }
    let found = banned.filter { " \(words.joined(separator: " ")) ".contains($0.lowercased()) }
    return missing.map { FormFault(line: 1, column: 1, rule: "word", reason: "\($0) is missing") }
      + found.map { FormFault(line: 1, column: 1, rule: "word", reason: "\($0) occurs") }
  }

  /// Splits a line into words, and reports wrong punctuation.
  private func words(
    _ content: String, _ line: SyllableLine, _ knownWordsOnly: Bool,
    _ report: (Int, String, String) -> Void
  ) -> [Word] {
    var words: [Word] = []
    let characters = Array(content)
    let allowed = Set(self.words.map { $0.lowercased() })
    var place = 0
    while place < characters.count {
      let start = place
      func advance(_ isIn: (Character) -> Bool) -> String {
        let start = place
        while place < characters.count, isIn(characters[place]) { place += 1 }
        return String(characters[start..<place])
      }
      let word = advance { $0.isLetter || $0 == "'" || $0 == "’" }
        .replacing("’", with: "'")
      if word.isEmpty {
        place += 1
        report(start + 1, "words", "\(characters[start]) is no part of a word")
        continue
      }
      var pronunciations = EnglishDictionary.shared.pronunciations(of: word)
      if pronunciations.isEmpty {
        if knownWordsOnly, !allowed.contains(word.lowercased()) {
          report(start + 1, "words", "\(word) is not in the dictionary")
        }
        pronunciations = EnglishDictionary.shared.guesses(of: word)
      }
      words.append(Word(text: word, column: start + 1, pronunciations: pronunciations))
      let mark = advance { !$0.isLetter && $0 != "'" && $0 != "’" }
      let isLast = place == characters.count
      if isLast {
        if !(mark.isEmpty && !line.needsEnding || mark.count == 1 && line.endings.contains(mark)) {
          report(
            start + word.count + 1, "punctuation",
            mark.isEmpty ? "the line needs one of \(line.endings)" : "\(mark) may not end the line")
        }
      } else if mark != " ",
        !(mark.count == 2 && mark.last == " " && marks.contains(mark.prefix(1)))
      {
        report(start + word.count + 1, "punctuation", "\(mark) may not be between words")
      }
    }
    return words
  }

  /// The rhymes with which a line can end; none if its syllables or stress are wrong, which is reported.
  private func ends(
    _ words: [Word], _ line: SyllableLine, _ report: (Int, String, String) -> Void
  ) -> Set<Int> {
    var counts: Set = [0]
    var rhymes: Set<Int> = []
    func next(_ word: Word, _ metre: Metre?) -> Set<Int> {
      var found: Set<Int> = []
      for count in counts {
        for pronunciation in word.pronunciations
        where metre?.allows(pronunciation.stress, at: count) ?? true {
          let end = count + pronunciation.stress.syllables
          found.insert(end)
          if line.syllables.contains(end), word.column == words.last?.column {
            rhymes.insert(pronunciation.rhyme)
          }
        }
      }
      return found
    }
    for word in words {
      rhymes = []
      let after = next(word, line.metre)
      if after.isEmpty {
        report(word.column, "metre", "the stress of \(word.text) is on a weak syllable")
        rhymes = []
        counts = next(word, nil)
      } else {
        counts = after
      }
    }
    if rhymes.isEmpty {
      let (low, high) = (line.syllables.lowerBound, line.syllables.upperBound)
      let wanted = low == high ? "\(low)" : "\(low) to \(high)"
      let found = counts.sorted().map(String.init).joined(separator: " or ")
      report(1, "syllables", "\(wanted) syllables are wanted, and there are \(found)")
    }
    return rhymes
  }
}
