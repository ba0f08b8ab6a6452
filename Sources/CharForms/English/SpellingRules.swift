/// Guesses how words are pronounced that the dictionary lacks, by their letters.
enum SpellingRules {
  /// The number that a pattern of letters adds to that of the groups of vowels. `V` is a vowel, `C` a consonant, `^` the
  /// start and `$` the end of the word.
  private static let patterns: [(letters: [UInt8], syllables: Int)] = parse(
    """
    -1 VCe$ VCes$ VCed$ VCCe$ VCCes$ VCCed$ VCCCe$ VCCCes$ VCCCed$
    +1 Cle$ Cles$ Cled$ Cre$ Cres$ ted$ ded$ ses$ zes$ xes$ ches$ shes$ ces$ ges$
    -1 lle$ lles$ lled$ rled$ VCely$ VCement VCeful VCeless VCeness VCesome VCCeful VCCeless VCCement
    -1 ically$ ^homeC ^someC ^whereC ^foreC ^houseC ^lifeC ^sideC ^thereC ^timeC
    +1 ia io iu iet ier iest ying oing eing uing uou uat ual uity eum eou ao uel ient ienc VyV CyV Cea$
    +1 eated eating eator eation sm$ sms$ thm$ n't$
    -1 cia tia cio tio sio gio xio lion nion tien cien gia sia gua gue$ gues$ gui qua quie geou quo
    -1 ^Cea$ ^CCea$ quat qual qui$ ^CyV quing
    """)

  private static func parse(_ text: String) -> [(letters: [UInt8], syllables: Int)] {
    text.split(separator: "\n").flatMap { line in
      let parts = line.split(separator: " ")
      return parts.dropFirst().map { (Array($0.utf8), parts[0] == "+1" ? 1 : -1) }
    }
  }

  private static func isVowel(_ letter: UInt8) -> Bool { "aeiouy".utf8.contains(letter) }

  private static func matches(
    _ pattern: [UInt8], _ word: ArraySlice<UInt8>, at start: Int
  ) -> Bool {
    var place = start
    for letter in pattern {
      switch letter {
      case UInt8(ascii: "^"):
        guard place == word.startIndex else { return false }
        continue
      case UInt8(ascii: "$"): return place == word.endIndex
      default: break
      }
      guard place < word.endIndex else { return false }
      let next = word[place]
      switch letter {
      case UInt8(ascii: "V"): guard isVowel(next) else { return false }
      case UInt8(ascii: "C"):
        guard !isVowel(next), next != UInt8(ascii: "'") else { return false }
      default: guard next == letter else { return false }
      }
      place += 1
    }
    return true
  }

  /// The number of syllables of a word in lower case.
  static func syllables(_ letters: [UInt8]) -> Int {
    var word = letters[...]
    var count = 0
    if let apostrophe = letters.lastIndex(of: UInt8(ascii: "'")),
      ["'", "'s", "'d", "'ll", "'ve", "'re", "'m"].contains(
        String(decoding: letters[apostrophe...], as: UTF8.self))
    {
      word = letters[..<apostrophe]
      let base = String(decoding: word, as: UTF8.self)
      let hisses = ["s", "z", "x", "ch", "sh", "ce", "ge", "se", "ze"]
      if letters.count == apostrophe + 2, letters.last == UInt8(ascii: "s"),
        hisses.contains(where: base.hasSuffix)
      {
        count = 1
      }
    }
    var groups = 0
    for place in word.indices where isVowel(word[place]) {
      if place == word.startIndex || !isVowel(word[place - 1]) { groups += 1 }
    }
    for (pattern, syllables) in patterns {
      for start in word.indices where matches(pattern, word, at: start) { groups += syllables }
    }
    return count + max(groups, 1)
  }

  /// The syllable with the primary stress.
  static func stressed(_ letters: [UInt8], of syllables: Int) -> Int {
    let word = String(decoding: letters, as: UTF8.self)
    func ends(_ endings: String...) -> Bool { endings.contains(where: word.hasSuffix) }
    if syllables == 1 { return 0 }
    if ends("tion", "tions", "sion", "sions", "cian", "ic", "ics", "ious", "ial", "ish") {
      return syllables - 2
    }
    if syllables == 2 {
      let prefixes = ["a", "be", "de", "re", "ex", "un", "dis", "for", "per", "con", "pre", "mis"]
      let isLong = letters.count > 5 && !ends("y", "er", "or", "en", "on", "le", "ing", "age", "ow")
      return isLong && prefixes.contains(where: word.hasPrefix) ? 1 : 0
    }
    return ends("a", "o", "ing", "ed") ? syllables - 2 : syllables - 3
  }
}

extension EnglishDictionary {
  /// Guesses the pronunciations of a word that the dictionary lacks: syllables and stress by rules for letters,
  /// the rhyme by the word of the dictionary with the longest ending in common.
  ///
  /// - Parameter word: the word.
  /// - Returns: one pronunciation.
  public func guesses(of word: String) -> [Pronunciation] {
    let letters = Array(word.lowercased().utf8)
    let syllables = min(SpellingRules.syllables(letters), 30)
    let stressed = SpellingRules.stressed(letters, of: syllables)
    let stress = StressPattern(syllables: syllables, stressed: [stressed])
    // The nearest words by their endings, which agree on the syllables from the stress on.
    var best = (shared: 2, counts: [Int: Int]())
    for other in words {
      let shared = zip(other.letters.reversed(), letters.reversed()).prefix { $0 == $1 }.count
      guard shared >= best.shared, shared < letters.count || other.letters.count > shared else {
        continue
      }
      if shared > best.shared { best = (shared, [:]) }
      for pronunciation in other.pronunciations where pronunciation.rhyme > 0 {
        let tail = pronunciation.stress.syllables - pronunciation.stress.lastStressed
        if tail == syllables - stressed { best.counts[pronunciation.rhyme, default: 0] += 1 }
      }
    }
    let rhyme = best.counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 0
    return [Pronunciation(stress: stress, rhyme: rhyme)]
  }
}

extension StressPattern {
  /// The last syllable with primary stress; the first one if there is none.
  fileprivate var lastStressed: Int { primary == 0 ? 0 : 31 - primary.leadingZeroBitCount }
}
