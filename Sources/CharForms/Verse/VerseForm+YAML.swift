extension VerseForm {
  private static let keys: Set = [
    "rhyme-book", "avoid", "rhyme-words", "distinct-characters", "characters", "between-lines",
    "between-stanzas", "acrostic", "rhyme", "words", "patterns", "lines", "stanzas",
  ]

  /// Reads a form of the kind `characters`.
  init(_ file: FormFile) throws(ConstraintError) {
    let root = file.root
    let header = try FormHeader(root, keys: Self.keys, language: "zh")
    self.init(name: header.name)
    (aliases, titles, language) = (header.aliases, header.titles, header.language)
    source = try root.optionalString("source")
    book = try root.option("rhyme-book") ?? book
    for rule in try root.list("avoid") { toneRules.insert(try rule.option()) }
    let words: Repetition? = try root.option("rhyme-words")
    rhymeWordsDiffer = words != .mayRepeat
    distinct = try root.option("distinct-characters")
    acrostic = try root.optionalString("acrostic") ?? ""
    rhymeNames = try root.texts("rhyme")
    self.words = try root.texts("words")
    try readPatterns(root)
    characters = try characters(root)
    try checkLines(root)
  }

  private static let han = try? classes(#"\p{Han}"#)

  private static func classes(_ text: String) throws(ConstraintError) -> ScalarSet {
    guard case .scalars(let set) = try RegexParser.parse("[\(text)]", .unicode), !set.isEmpty else {
      throw ConstraintError("\(text) is no class of characters, such as \\p{Han}")
    }
    return set
  }

  /// The characters of lines without tones; none if there are no such lines.
  private func characters(_ root: FormNode) throws(ConstraintError) -> ScalarSet {
    guard let text = try root.optionalString("characters") else {
      let isTonal = patterns.allSatisfy { pattern in
        lines.indices.allSatisfy { pattern.tones[$0] != nil || lines[$0].original != nil }
      }
      return isTonal ? .none : Self.han ?? .none
    }
    do { return try Self.classes(text) } catch {
      throw root.error("characters: \(error.problem)")
    }
  }

  // MARK: - Lines

  private mutating func readPatterns(_ root: FormNode) throws(ConstraintError) {
    let betweenLines = try root.optionalString("between-lines") ?? ""
    let betweenStanzas = try root.optionalString("between-stanzas") ?? "\n"
    var nodes = try root.list("patterns")
    if nodes.isEmpty { nodes = [root] }
    var rhymeNumbers: [Character: Int] = [:]
    for node in nodes {
      if nodes.count > 1 || node.mark != root.mark {
        try node.checkKeys(["name", "lines", "stanzas"])
      }
      let stanzas = try Self.stanzas(node)
      var lines: [Line] = []
      var pattern = Pattern(name: try node.optionalString("name") ?? "", tones: [], rhymes: [])
      for (number, stanza) in stanzas.enumerated() {
        for (place, text) in stanza.enumerated() {
          var parser = LineParser(try text.string(), at: text.place)
          var parsed = try parser.parse(after: lines)
          let isLast = place == stanza.count - 1
          if !isLast || number < stanzas.count - 1 {
            parsed.line.end += (isLast ? betweenStanzas : betweenLines).unicodeScalars
              .map { ScalarSet($0.value) }
          }
          lines.append(parsed.line)
          pattern.tones.append(parsed.tones)
          pattern.rhymes.append(
            parsed.rhyme.map { rhyme in
              let next = rhymeNumbers.count
              return rhymeNumbers[rhyme, default: next]
            })
          if let rhyme = parsed.rhyme, rhymeNumbers[rhyme] == nil {
            rhymeNumbers[rhyme] = rhymeNumbers.count
          }
        }
      }
      guard patterns.isEmpty || lines == self.lines else {
        throw node.error(
          "the patterns differ in the lengths or the marks of lines; make them forms of their own")
      }
      self.lines = lines
      patterns.append(pattern)
    }
  }

  private static func stanzas(_ node: FormNode) throws(ConstraintError) -> [[FormNode]] {
    let lines = try node.list("lines")
    var stanzas: [[FormNode]] = []
    for stanza in try node.list("stanzas") { stanzas.append(try stanza.elements()) }
    guard lines.isEmpty != stanzas.isEmpty, !stanzas.contains(where: \.isEmpty) else {
      throw node.error("give lines, or stanzas that have lines")
    }
    return stanzas.isEmpty ? [lines] : stanzas
  }

  private func checkLines(_ root: FormNode) throws(ConstraintError) {
    let repeated = Set(lines.compactMap(\.original))
    for (index, line) in lines.enumerated() where line.length.count > 1 {
      guard index == lines.count - 1 || !line.end.isEmpty else {
        throw root.error("line \(index + 1) has no fixed length, and no mark says where it ends")
      }
      guard !repeated.contains(index) else {
        throw root.error("line \(index + 1) is repeated and needs a fixed number of characters")
      }
    }
    guard rhymeCount <= VerseRules.mostRhymes else {
      throw root.error("\(rhymeCount) rhymes are too many; at most \(VerseRules.mostRhymes)")
    }
    guard lines.count <= 200, patterns.count <= 64 else {
      throw root.error("a form has at most 200 lines and 64 patterns")
    }
  }
}
