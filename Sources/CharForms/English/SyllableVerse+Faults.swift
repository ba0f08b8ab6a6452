extension SyllableVerse {
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
    var rhymes: [String: (rhymes: Set<Int>, words: [String])] = [:]
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
          let word = last.text.lowercased()
          if let known = rhymes[name] {
            if known.words.contains(word) {
              report(last.column, "rhyme", "\(word) ends a line of rhyme \(name) before")
            }
            let common = known.rhymes.intersection(ends)
            if common.isEmpty {
              report(last.column, "rhyme", "\(word) does not rhyme with \(known.words[0])")
            }
            rhymes[name] = (common.isEmpty ? known.rhymes : common, known.words + [word])
          } else {
            let some = ends.subtracting([0])
            if some.isEmpty { report(last.column, "rhyme", "no word rhymes with \(word)") }
            rhymes[name] = (some, [word])
          }
        }
      }
      written.append(content)
      row += 1
    }
    if row < rows.count { report(1, "lines", "the form has \(lines.count) lines") }
    return faults
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
