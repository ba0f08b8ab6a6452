internal import Synchronization

// The state after a character.

extension SyllableConstraint {
  /// Returns the state after a character; there may be no way to an end from it.
  func move(_ scalar: Unicode.Scalar, _ state: State, _ context: SharedContext) -> State? {
    guard tables.usable.contains(scalar) else { return nil }
    var next = state
    if context.rules.weight > 1, scalar != "\n", state.phase != .copy {
      next.text = shared.memory.withLock { $0.text(state.text, scalar) }
      next.written += 1
    }
    switch state.phase {
    case .stanza:
      guard scalar == "\n" else { return nil }
      next.phase = start(context)
      return next
    case .copy:
      guard case .copy(let copy) = context.line.ending else { return nil }
      if state.node < copy.count {
        next.node += 1
        return copy[Int(state.node)] == scalar ? next : nil
      }
      return scalar == "\n"
        ? line(after: context.line.key, rhymes: [], word: nil, text: 0, missing: state.missing)
        : nil
    case .lineStart, .space, .sentence: return firstLetter(scalar, next, context)
    case .word:
      if let letter = UInt8(exactly: scalar.value), 0x61...0x7A ~= letter || letter == 0x27 {
        func child(_ node: Int32) -> Int32 {
          node < 0 ? -1 : tables.tree.child(of: node, letter) ?? -1
        }
        next.node = child(state.node)
        next.capital = child(state.capital)
        return next.node < 0 && next.capital < 0 ? nil : next
      }
      guard let word = word(state) else { return nil }
      if scalar == " " { return space(next, word, context) }
      if scalar == "\n" {
        return needsEnding(context) ? nil : end(next, word, context)
      }
      guard marks.contains(scalar.value) || endings[context.line.key.line].contains(scalar.value)
      else {
        return nil
      }
      next.phase = .mark
      next.mark = scalar.value
      return next
    case .mark:
      guard let word = word(state) else { return nil }
      if scalar == " " {
        return marks.contains(state.mark) ? space(next, word, context) : nil
      }
      return scalar == "\n" && endings[context.line.key.line].contains(state.mark)
        ? end(next, word, context) : nil
    }
  }

  func needsEnding(_ context: SharedContext) -> Bool {
    context.rules.line.needsEnding
  }

  /// The first letter of a word.
  func firstLetter(
    _ scalar: Unicode.Scalar, _ state: State, _ context: SharedContext
  ) -> State? {
    guard let letter = UInt8(exactly: scalar.value) else { return nil }
    let isCapital = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= letter
    let small = isCapital ? letter | 0x20 : letter
    if state.phase == .lineStart, let first = tables.verse.lines[context.line.key.line].firstLetter
    {
      guard small == UInt8(truncatingIfNeeded: first.value | 0x20) else { return nil }
    }
    var next = state
    next.phase = .word
    next.isInner = state.phase == .space
    let mayBeSmall = !isCapital || state.phase != .space
    next.node = mayBeSmall ? tables.tree.child(of: WordTree.root, small) ?? -1 : -1
    next.capital = isCapital ? tables.tree.child(of: tables.tree.capitalRoot, small) ?? -1 : -1
    return next.node < 0 && next.capital < 0 ? nil : next
  }

  /// The word that ends here.
  func word(_ state: State) -> Int32? {
    (state.node < 0 ? nil : tables.tree.word(at: state.node))
      ?? (state.capital < 0 ? nil : tables.tree.word(at: state.capital))
  }

  /// The numbers of syllables after a word that is not the last one.
  func counts(
    _ counts: UInt32, after word: Int32, missing: UInt32, _ context: SharedContext
  ) -> UInt32 {
    let rest = rest(missing, context)
    var all: UInt32 = 0
    for reading in tables.tree.readings(of: word) {
      let pattern = Int(reading.pattern)
      all |=
        (counts & context.rules.fits[pattern]) << UInt32(tables.tree.patterns[pattern].syllables)
    }
    for count in rest.indices where all >> UInt32(count) & 1 != 0 && rest[count] >= LineRules.never
    {
      all &= ~(1 << UInt32(count))
    }
    return all
  }

  func space(_ state: State, _ word: Int32, _ context: SharedContext) -> State? {
    var next = state
    next.missing = missing(state, after: word)
    next.isInner = false
    next.counts = counts(state.counts, after: word, missing: next.missing, context)
    next.phase = Self.sentenceEnds.contains(state.mark) ? .sentence : .space
    (next.node, next.capital, next.mark) = (0, -1, 0)
    return next.counts == 0 ? nil : next
  }

  /// The required words that are left after a word.
  func missing(_ state: State, after word: Int32) -> UInt32 {
    state.isInner ? tables.missing(state.missing, after: word) : state.missing
  }

  /// The costs after numbers of syllables.
  func rest(_ missing: UInt32, _ context: SharedContext) -> [Int32] {
    lacksRequired(missing, context) ? context.line.restWithRequired : context.line.rest
  }

  func lacksRequired(_ missing: UInt32, _ context: SharedContext) -> Bool {
    missing != 0 && missing & tables.requiredBits[context.line.key.line] != 0
  }

  /// The rhymes with which a word ends the line; nil if it cannot. Without partners, there are none.
  func rhymes(_ state: State, _ word: Int32, _ context: SharedContext) -> [UInt16]? {
    let ends = context.rules.ends
    let readings = tables.tree.readings(of: word).lazy.filter {
      ends[Int($0.pattern)] & state.counts != 0
    }
    var found: [UInt16] = []
    switch context.line.ending {
    case .copy: return nil
    case .any: return readings.isEmpty ? nil : []
    case .first(let letter, let surcharges):
      let surcharge = surcharges[tables.tree.rhymeSet[Int(word)]] ?? 0
      guard surcharge < LineRules.never else { return nil }
      for reading in readings
      where tables.letters[letter].allows(reading.rhyme) && !found.contains(reading.rhyme) {
        found.append(reading.rhyme)
      }
    case .bound(let rhymes, let used):
      guard !used.contains(word) else { return nil }
      for reading in readings
      where rhymes.contains(where: { $0.rhyme == reading.rhyme }) && !found.contains(reading.rhyme)
      {
        found.append(reading.rhyme)
      }
    }
    return found.isEmpty ? nil : found.sorted()
  }

  func end(_ state: State, _ word: Int32, _ context: SharedContext) -> State? {
    let missing = missing(state, after: word)
    guard !lacksRequired(missing, context), let rhymes = rhymes(state, word, context) else {
      return nil
    }
    return line(
      after: context.line.key, rhymes: rhymes, word: word, text: state.text, missing: missing)
  }

  /// The state at the start of the next line; nil if there is none.
  func line(
    after key: LineContext.Key, rhymes: [UInt16], word: Int32?, text: Int32, missing: UInt32
  ) -> State? {
    guard key.line + 1 < tables.lines.count else { return nil }
    var next = key
    next.line += 1
    next.missing = missing & tables.requiredBits[next.line]
    if let (letter, place) = tables.letterOfLine[key.line], let word {
      let known = next.bindings.firstIndex { $0.letter == letter }
      let used = known.map { next.bindings.remove(at: $0).used } ?? []
      if known == nil, tables.verse.rhymesDiffer {
        let set = tables.tree.rhymeSets[Int(tables.tree.rhymeSet[Int(word)])]
        // Only for letters that begin later.
        next.taken =
          letter + 1 < tables.letters.count ? Set(next.taken + set).sorted() : []
      }
      if place + 1 < tables.letters[letter].lines.count {
        next.bindings.append(
          LineContext.Binding(
            letter: letter, rhymes: rhymes,
            used: tables.verse.rhymeWordsDiffer ? (used + [word]).sorted() : []))
        next.bindings.sort { $0.letter < $1.letter }
      }
    }
    if text > 0 { next.texts[key.line] = text }
    next.texts = next.texts.filter { source, _ in
      tables.sources.dropFirst(next.line).contains(source)
    }
    let (number, context) = shared.memory.withLock { [tables] memory in
      let number = memory.context(next, tables)
      return (number, memory.contexts[Int(number)])
    }
    let needsBlank = tables.verse.lines[next.line].startsStanza
    return State(
      phase: needsBlank ? .stanza : start(context), context: number, missing: missing)
  }

  func start(_ context: SharedContext) -> State.Phase {
    if case .copy = context.line.ending { .copy } else { .lineStart }
  }
}
