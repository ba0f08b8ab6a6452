/// A form of the kind `syllables`: lines of English words.
struct SyllableForm: HeadedForm {
  let header: FormHeader
  let longest: Int? = nil
  let verse: SyllableVerse

  var hasLineBreaks: Bool { verse.lines.count > 1 }
  var hasEmptyLines: Bool { verse.lines.contains(where: \.startsStanza) }

  /// Reads a form.
  init(_ file: FormFile) throws(ConstraintError) {
    let root = file.root
    header = try FormHeader(
      root,
      keys: [
        "metre", "marks", "endings", "acrostic", "words", "lines", "stanzas", "rhyme",
        "rhyme-words", "rhyme-letters",
      ], language: "en")
    var metre: Metre?
    if let text = try root.optionalString("metre") {
      do { metre = try Metre(text) } catch { throw root.error("metre: \(error.problem)") }
    }
    let endings = try root.optionalString("endings") ?? ",.;:!?"
    var stanzas: [[FormNode]] = []
    for stanza in try root.list("stanzas") { stanzas.append(try stanza.elements()) }
    if stanzas.isEmpty { stanzas = [try root.list("lines")] }
    var verse = SyllableVerse(
      lines: [], marks: try root.optionalString("marks") ?? ",;:", words: try root.texts("words"))
    for (number, stanza) in stanzas.enumerated() {
      for (place, node) in stanza.enumerated() {
        var line = try Self.line(node, after: verse.lines.count)
        line.metre = metre
        line.endings = endings
        line.startsStanza = number > 0 && place == 0
        verse.lines.append(line)
      }
    }
    guard !verse.lines.isEmpty else { throw root.error("give lines, or stanzas that have lines") }
    if let letters = try root.optionalString("acrostic") { try verse.begin(with: letters) }
    verse.rhymes = try root.texts("rhyme")
    let words: Repetition? = try root.option("rhyme-words")
    let letters: Repetition? = try root.option("rhyme-letters")
    verse.rhymeWordsDiffer = words != .mayRepeat
    verse.rhymesDiffer = letters != .mayRepeat
    self.verse = verse
  }

  /// Reads a line: `8`, `7-10 A` with a rhyme, `10 A.` with punctuation at the end, or `=3`, a copy of the
  /// third line.
  private static func line(
    _ node: FormNode, after count: Int
  ) throws(ConstraintError) -> SyllableLine {
    var text = try node.string()
    func wrong() -> ConstraintError {
      node.error("'\(text)' is no line; write syllables and a rhyme, such as 7-10 A, or =1")
    }
    if text.hasPrefix("="), let number = Int(text.dropFirst()) {
      guard (1...max(count, 1)).contains(number), count > 0 else {
        throw node.error("\(text): a line repeats an earlier line")
      }
      return SyllableLine(syllables: 1...1, repeats: number - 1)
    }
    let needsEnding = text.hasSuffix(".")
    if needsEnding { text.removeLast() }
    let parts = text.split(separator: " ").map(String.init)
    let bounds = parts.first?.split(separator: "-").map { Int($0) } ?? []
    guard parts.count <= 2, let low = bounds.first ?? nil, let high = bounds.last ?? nil,
      bounds.count <= 2, low >= 1, low <= high
    else { throw wrong() }
    return SyllableLine(
      syllables: low...high, rhyme: parts.count == 2 ? parts[1] : nil, needsEnding: needsEnding)
  }

  private func verse(_ wishes: FormWishes) throws(ConstraintError) -> SyllableVerse {
    guard wishes.book == nil else {
      throw ConstraintError("the form \(name) has English rhymes, and no book of Chinese ones")
    }
    var verse = verse
    if !wishes.rhymes.isEmpty { verse.rhymes = wishes.rhymes }
    verse.required += wishes.required
    verse.banned += wishes.banned
    if let letters = wishes.acrostic { try verse.begin(with: letters) }
    return verse
  }

  func constraint(_ wishes: FormWishes) throws(ConstraintError) -> any Constraint {
    try SyllableConstraint(verse(wishes))
  }

  func faults(
    in text: String, _ wishes: FormWishes
  ) throws(ConstraintError) -> [FormFault] {
    try verse(wishes).faults(in: text)
  }
}

extension SyllableVerse {
  /// Makes the lines start with letters.
  ///
  /// - Parameter letters: a letter for each line that repeats none, from the first on; `_` for any.
  /// - Throws: ``ConstraintError`` if there are more letters than lines.
  public mutating func begin(with letters: String) throws(ConstraintError) {
    let own = lines.indices.filter { lines[$0].repeats == nil }
    let letters = Array(letters.unicodeScalars)
    guard letters.count <= own.count else {
      throw ConstraintError(
        "the acrostic has \(letters.count) letters, and the form \(own.count) lines of its own")
    }
    for (line, letter) in zip(own, letters) {
      lines[line].firstLetter = letter == "_" ? nil : letter
    }
  }
}
