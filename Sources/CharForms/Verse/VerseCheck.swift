/// A reading of the rules of a form over a finished text, which knows nothing of the automaton.
struct VerseCheck {
  private let form: VerseForm
  private let table: RhymeTable
  private let allowed: [Set<Int>]
  private let marks: Set<Unicode.Scalar>

  init(_ form: VerseForm) throws(ConstraintError) {
    self.form = form
    table = RhymeTable(form.book)
    allowed = try form.allowedGroups(table)
    marks = Set(
      form.lines.flatMap(\.end).flatMap { $0.ranges.joined() }.compactMap { Unicode.Scalar($0) })
  }

  /// The characters of a line and the marks after them.
  private struct Line {
    var characters: [Unicode.Scalar] = []
    var end: [Unicode.Scalar] = []
  }

  func faults(in text: String) -> [FormFault] {
    var faults: [FormFault] = []
    let lines = split(text)
    for (index, line) in form.lines.enumerated() where index < lines.count {
      checkShape(lines[index], line, index, &faults)
    }
    if lines.count != form.lines.count {
      faults.append(
        FormFault(
          line: min(lines.count, form.lines.count) + 1, column: 1, rule: "lines",
          reason: "\(lines.count) lines, not \(form.lines.count)"))
    }
    let byPattern = form.patterns.map { soundFaults(lines, $0) }
    faults += byPattern.min { $0.count < $1.count } ?? []
    faults += givenFaults(lines)
    faults += repetitionFaults(lines)
    faults += wordFaults(text)
    return faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  // MARK: - Lines

  private func split(_ text: String) -> [Line] {
    var lines: [Line] = []
    for scalar in text.unicodeScalars {
      if isMark(scalar) {
        if lines.isEmpty { lines.append(Line()) }
        lines[lines.count - 1].end.append(scalar)
      } else {
        if startsLine(after: lines) { lines.append(Line()) }
        lines[lines.count - 1].characters.append(scalar)
      }
    }
    return lines
  }

  private func startsLine(after lines: [Line]) -> Bool {
    guard let last = lines.last else { return true }
    guard last.end.isEmpty else { return true }
    // Lines without marks end by their length.
    guard lines.count <= form.lines.count else { return false }
    let expected = form.lines[lines.count - 1]
    return expected.end.isEmpty && last.characters.count >= expected.length.upperBound
      && lines.count < form.lines.count
  }

  private func isMark(_ scalar: Unicode.Scalar) -> Bool {
    if marks.contains(scalar) { return true }
    switch scalar.properties.generalCategory {
    case .otherPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .spaceSeparator, .lineSeparator, .control:
      return true
    default: return false
    }
  }

  private func checkShape(
    _ line: Line, _ expected: VerseForm.Line, _ index: Int, _ faults: inout [FormFault]
  ) {
    let count = line.characters.count
    if !expected.length.contains(count) {
      let (low, high) = (expected.length.lowerBound, expected.length.upperBound)
      faults.append(
        FormFault(
          line: index + 1, column: min(count, high) + 1, rule: "length",
          reason: "\(count) characters, not \(low == high ? "\(low)" : "\(low) to \(high)")"))
    }
    let isEnded =
      line.end.count == expected.end.count
      && zip(line.end, expected.end).allSatisfy { $1.contains($0) }
    if !isEnded {
      let wanted = String(
        String.UnicodeScalarView(expected.end.compactMap(\.first)))
      faults.append(
        FormFault(
          line: index + 1, column: count + 1, rule: "punctuation",
          reason: "the line ends with \(Self.quoted(line.end)), not "
            + Self.quoted(wanted.unicodeScalars.map { $0 })))
    }
  }

  private static func quoted(_ scalars: [Unicode.Scalar]) -> String {
    scalars.isEmpty
      ? "nothing" : scalars.map { $0 == "\n" ? "a line break" : "\($0)" }.joined(separator: " ")
  }

  // MARK: - Tones and rhymes

  private func soundFaults(_ lines: [Line], _ pattern: VerseForm.Pattern) -> [FormFault] {
    var faults: [FormFault] = []
    var rhyming = [[Int]](repeating: [], count: form.rhymeCount)
    for (index, line) in form.lines.enumerated() {
      guard index < lines.count, line.original == nil else { continue }
      if let rhyme = pattern.rhymes[index] {
        rhyming[rhyme].append(index)
      } else {
        faults += toneFaults(lines[index], pattern, index, group: nil)
      }
    }
    for (rhyme, members) in rhyming.enumerated() where !members.isEmpty {
      var best: [FormFault]?
      for group in allowed[rhyme].sorted() {
        let found = members.flatMap { toneFaults(lines[$0], pattern, $0, group: group) }
        // The group of the first lines, if several are as good.
        if let known = best,
          (found.count, known.first?.line ?? 0) >= (known.count, found.first?.line ?? 0)
        {
          continue
        }
        best = found
      }
      faults += best ?? []
    }
    return faults
  }

  /// Checks the tones of a line; `group` is the rhyme of its end.
  private func toneFaults(
    _ line: Line, _ pattern: VerseForm.Pattern, _ index: Int, group: Int?
  ) -> [FormFault] {
    let expected = pattern.tones[index]
    guard form.lines[index].length.contains(line.characters.count) else { return [] }
    var faults: [FormFault] = []
    var sequences: [[Tone]] = [[]]
    for (column, scalar) in line.characters.enumerated() {
      func fault(_ rule: String, _ reason: String) {
        faults.append(
          FormFault(line: index + 1, column: column + 1, rule: rule, reason: reason))
      }
      let readings = table.readings(of: scalar)
      var tones = Set(readings.map(\.tone))
      if let group, column == form.lines[index].length.upperBound - 1 {
        let allowed = readings.filter {
          $0.group == group && expected?[column].contains($0.tone) ?? true
        }
        if allowed.isEmpty {
          fault("rhyme", "\(scalar) does not rhyme in \(table.groups[group])")
          continue
        }
        tones = Set(allowed.map(\.tone))
      }
      guard let expected else {
        if group == nil || column < form.lines[index].length.upperBound - 1,
          !form.characters.contains(scalar)
        {
          fault("character", "\(scalar) is not one of the characters of the form")
        }
        continue
      }
      let fitting = tones.intersection(expected[column])
      if fitting.isEmpty {
        let found =
          tones.contains(.level) ? "level (平), not oblique (仄)" : "oblique (仄), not level (平)"
        fault(
          "tone", "\(scalar) is \(tones.isEmpty ? "not in \(form.book.title)" : found)")
      }
      sequences = sequences.flatMap { start in fitting.map { start + [$0] } }
    }
    guard let expected, faults.isEmpty else { return faults }
    let rules = form.toneRules.sorted { $0.rawValue < $1.rawValue }
    guard !sequences.contains(where: { tones in !rules.contains { $0.isBroken(by: tones) } }) else {
      return []
    }
    for rule in rules where sequences.contains(where: rule.isBroken) {
      return [
        FormFault(
          line: index + 1, column: max(expected.count - (rule == .guPing ? 4 : 2), 1),
          rule: rule.rawValue, reason: rule.title)
      ]
    }
    return []
  }

  // MARK: - Given and repeated characters

  private func givenFaults(_ lines: [Line]) -> [FormFault] {
    var faults: [FormFault] = []
    for index in form.lines.indices where index < lines.count {
      if let given = form.given(index), lines[index].characters.first != given {
        faults.append(
          FormFault(
            line: index + 1, column: 1, rule: "acrostic",
            reason: "the line does not start with \(given)"))
      }
      if let original = form.lines[index].original, original < lines.count {
        let (left, right) = (lines[index].characters, lines[original].characters)
        if left != right {
          let column = zip(left, right).prefix { $0 == $1 }.map { _ in }.count
          faults.append(
            FormFault(
              line: index + 1, column: column + 1, rule: "refrain",
              reason: "the line does not repeat line \(original + 1)"))
        }
      }
    }
    return faults
  }

  private func repetitionFaults(_ lines: [Line]) -> [FormFault] {
    var faults: [FormFault] = []
    let own = form.ownLines.filter { $0 < lines.count }
    if form.rhymeWordsDiffer {
      var ends: Set<Unicode.Scalar> = []
      for index in form.rhymingLines where index < lines.count {
        guard let end = lines[index].characters.last else { continue }
        if !ends.insert(end).inserted {
          faults.append(
            FormFault(
              line: index + 1, column: lines[index].characters.count, rule: "rhyme-word",
              reason: "\(end) ends an earlier line too"))
        }
      }
    }
    guard let scope = form.distinct else { return faults }
    var seen: Set<Unicode.Scalar> = []
    for index in own {
      if scope == .line { seen = [] }
      for (column, scalar) in lines[index].characters.enumerated()
      where !seen.insert(scalar).inserted {
        faults.append(
          FormFault(
            line: index + 1, column: column + 1, rule: "repeated-character",
            reason: "\(scalar) occurs before"))
      }
    }
    return faults
  }

  // MARK: - Words

  private func wordFaults(_ text: String) -> [FormFault] {
    var faults: [FormFault] = []
    for word in form.words where !text.contains(word) {
      faults.append(FormFault(line: 1, column: 1, rule: "word", reason: "\(word) is missing"))
    }
    for word in form.bannedWords
    where form.banIgnoresCase
      ? text.lowercased().contains(word.lowercased()) : text.contains(word)
    {
      faults.append(FormFault(line: 1, column: 1, rule: "word", reason: "\(word) occurs"))
    }
    return faults
  }
}
