extension ReadingTable {
  /// The score of a character's second reading, in nats; that of the third is twice as low, and so on.
  private static let scoreOfRarerReading = -1.5
  /// The score of a syllable of which only the initial is typed.
  private static let scoreOfInitial = -3.0

  /// Returns the table of pinyin.
  ///
  /// Syllables are written with tone marks, with numbers after them (5 or 0 is the neutral tone), or without
  /// tones; ü may be typed as v or u:. Spaces and `'` may separate syllables. ASCII punctuation may stand for Chinese.
  ///
  /// - Parameters:
  ///   - isUsed: whether a character is wanted.
  ///   - allowsInitials: whether a syllable may be typed by its initial alone: z or zh for zhong.
  /// - Returns: the table.
  public static func pinyin(
    of isUsed: (Unicode.Scalar) -> Bool = { _ in true }, allowsInitials: Bool = false
  ) -> ReadingTable {
    var table = ReadingTable(ignoringCase: true)
    let (syllables, characters) = PinyinFile.content
    for (scalar, readings) in characters where isUsed(scalar) {
      let text = String(Character(scalar))
      // Several tones of a syllable are one reading without tones, that of the most common.
      var seen: Set<String> = []
      for (place, reading) in readings.enumerated() {
        let score = Double(place) * scoreOfRarerReading
        let syllable = syllables[reading.syllable]
        for form in syllable.withTone(reading.tone) { table.add(text, score: score, to: form) }
        for form in syllable.withoutTone where seen.insert(form).inserted {
          table.add(text, score: score, to: form)
        }
        guard allowsInitials else { continue }
        for initial in syllable.initials where seen.insert(initial).inserted {
          table.add(text, score: score + scoreOfInitial, to: initial)
        }
      }
    }
    for separator in [" ", "'", "’"] { table.add("", to: separator) }
    for (reading, texts) in punctuation {
      for text in texts { table.add(String(text), to: reading) }
    }
    table.add("……", to: "...")
    table.add("——", to: "--")
    return table
  }

  private static let punctuation = [
    (",", "，、,"), (".", "。."), ("?", "？?"), ("!", "！!"), (":", "：:"), (";", "；;"), ("(", "（("),
    (")", "）)"), ("\"", "“”\""), ("<", "《<"), (">", "》>"),
  ]
}
