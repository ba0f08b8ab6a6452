internal import Synchronization

// The characters that may come next. Most states share them with states of other lines and texts: what came before
// matters only by the costs after words of each pattern, and by the rhyme where a word can end the line.

extension SyllableConstraint {
  private static let ascii = (0..<UInt32(128)).map { ScalarSet($0) }

  /// Returns the steps from a state as those of states that are like it; nil if there are none.
  func sharedSteps(from state: State, _ context: SharedContext) -> StateSteps? {
    guard state.phase != .stanza, state.phase != .copy else { return nil }
    if isBeforeRequired(state, context) { return nil }
    let ending = ending(state, context)
    let costs = costs(state, context)
    let kind = tables.lineKinds[context.line.key.line]
    let key = KnownSteps.Key(costs, ending, lineKind: kind, state)
    let surcharge = Int(costs.base + costOfOthers(state, context))
    if let known = shared.steps.withLock({ $0[key] }) {
      return StateSteps(known, surcharge: surcharge)
    }
    let found = SharedSteps(findSteps(from: state, context, less: surcharge))
    shared.steps.withLock { $0.insert(key, found) }
    return StateSteps(found, surcharge: surcharge)
  }

  /// The costs of all that follows the word of a state, at which its steps look.
  private func costs(_ state: State, _ context: SharedContext) -> KnownSteps.CostsNumber {
    let key = KnownSteps.WordKey(
      context: state.context, counts: state.counts, missing: state.missing)
    let isLacking = lacksRequired(state.missing, context)
    let isWhole = isLacking || state.phase != .word && state.phase != .mark
    let sets = isWhole ? nil : tables.patternSets(state.node, state.capital)
    let tables = tables
    func find(_ known: inout KnownSteps) -> KnownSteps.CostsNumber? {
      guard let costs = known[key], let sets else { return known[key] }
      return known.part(of: costs, sets) { tables.patterns(ofSet: $0) }
    }
    if let known = shared.steps.withLock({ find(&$0) }) { return known }
    let costs = KnownSteps.Costs(
      weight: context.rules.weight, missing: state.missing,
      line: state.missing == 0 ? 0 : context.line.key.line, lacking: isLacking ? key : nil,
      rests: rests(state, context))
    return shared.steps.withLock {
      let whole = $0.insert(key, costs)
      return find(&$0) ?? whole
    }
  }

  /// The number of the rule for the last word, and the numbers of syllables, as bits, before such words; 0 if no word that
  /// is begun can be the last one.
  private func ending(
    _ state: State, _ context: SharedContext
  ) -> (number: Int32, counts: UInt32) {
    guard state.counts & context.ends != 0 else { return (0, 0) }
    guard state.phase == .word || state.phase == .mark,
      !lacksRequired(state.missing, context)
    else { return (context.ending, state.counts) }
    var ending: (number: Int32, counts: UInt32) = (0, 0)
    note(state.node, state, context, &ending)
    note(state.capital, state, context, &ending)
    return ending
  }

  /// Notes whether the words below a node can be the last ones.
  private func note(
    _ node: Int32, _ state: State, _ context: SharedContext,
    _ ending: inout (number: Int32, counts: UInt32)
  ) {
    guard node >= 0 else { return }
    let ends = context.rules.ends
    let counts =
      tables.words.entries(of: node).reduce(0) { $0 | ends[Int($1.pattern)] }
      & state.counts
    guard counts != 0 else { return }
    var isAlone = true
    switch context.line.ending {
    case .any, .copy: break
    case .first(let letter, let surcharges):
      guard
        tables.letters[letter].costs.entries(of: node)
          .contains(where: { counts & ends[Int($0.pattern)] != 0 })
      else { return }
      isAlone = !surcharges.keys.contains { tables.tree.hasWord(of: $0, below: node) }
    case .bound(let rhymes, let used):
      guard
        rhymes.contains(where: { rhyme in
          tables.tree.readings(of: rhyme.rhyme, below: node)
            .contains { counts & ends[Int($0.pattern)] != 0 }
        })
      else { return }
      let words = tables.tree.words(below: node)
      isAlone = !used.contains { words.contains($0) }
    }
    let isOther = ending.number == context.ending
    ending = (
      isAlone && !isOther ? context.endingAlone : context.ending, ending.counts | counts
    )
  }

  /// The cost of all that does not depend on how a state goes on.
  private func costOfOthers(_ state: State, _ context: SharedContext) -> Int32 {
    let weight = context.rules.weight
    return context.line.later + (weight - 1) * (state.written + (weight > 1 ? 1 : 0))
      + tables.surcharge(state.missing, after: context.line.key.line)
  }

  /// The characters that may come next, found for this state alone.
  package func ownSteps(from state: State) -> [Step] {
    findSteps(from: state, context(state.context))
  }

  /// Finds the characters that may come next; `surcharge` is subtracted from the costs.
  func findSteps(
    from state: State, _ context: SharedContext, less surcharge: Int = 0
  ) -> [Step] {
    var steps: [Step] = []
    func add(_ scalar: Unicode.Scalar) {
      guard let next = move(scalar, state, context) else { return }
      let after = next.context == state.context ? context : self.context(next.context)
      append(scalar, cost(next, after))
    }
    func append(_ scalar: Unicode.Scalar, _ cost: Int32) {
      guard cost < LineRules.never else { return }
      let set = scalar.isASCII ? Self.ascii[Int(scalar.value)] : ScalarSet(scalar.value)
      steps.append(Step(label: Int(scalar.value), scalars: set, shortestEnd: Int(cost) - surcharge))
    }
    // The next line needs no context until it is begun.
    func endLine() {
      if let cost = costOfEnding(state, context) { append("\n", cost) } else { add("\n") }
    }
    switch state.phase {
    case .stanza: add("\n")
    case .copy:
      guard case .copy(let copy) = context.line.ending else { break }
      add(state.node < copy.count ? copy[Int(state.node)] : "\n")
    case .lineStart, .space, .sentence:
      forEachLetter(of: state, context) { append(Unicode.Scalar($0), $1) }
    case .word:
      steps.reserveCapacity(12)
      forEachLetter(of: state, context) { append(Unicode.Scalar($0), $1) }
      if let word = word(state) {
        if tables.usable.contains(" ") { add(" ") }
        forEachMark(after: word, state, context, append)
        endLine()
      }
    case .mark:
      add(" ")
      endLine()
    }
    return steps
  }

  /// Calls a function for each letter that may come next, with the cost of the shortest way to an end.
  private func forEachLetter(
    of state: State, _ context: SharedContext, _ body: (UInt8, Int32) -> Void
  ) {
    let tables = tables
    let line = context.line.key.line
    // The same for all letters.
    let rests = rests(state, context)
    let others = costOfOthers(state, context)
    var next = state
    next.phase = .word
    func add(_ letter: UInt8) {
      guard next.node >= 0 || next.capital >= 0 else { return }
      body(letter, wordCost(next, context, rests) + others)
    }
    if state.phase == .word {
      tables.tree.forEachLetter(below: state.node, state.capital) { letter, node, capital in
        (next.node, next.capital) = (node, capital)
        add(letter)
      }
      return
    }
    let first = state.phase == .lineStart ? tables.verse.lines[line].firstLetter : nil
    next.isInner = state.phase == .space
    tables.tree.forEachLetter(below: WordTree.root, tables.tree.capitalRoot) {
      letter, node, capital in
      if let first, letter != UInt8(truncatingIfNeeded: first.value | 0x20) { return }
      (next.node, next.capital) = (node, -1)
      add(letter)
      guard letter >= UInt8(ascii: "a"), tables.usable.contains(UInt32(letter - 0x20)) else {
        return
      }
      (next.node, next.capital) = (next.isInner ? -1 : node, capital)
      add(letter - 0x20)
    }
  }

  /// Calls a function for each mark that may follow a word, with the cost of the shortest way to an end.
  private func forEachMark(
    after word: Int32, _ state: State, _ context: SharedContext,
    _ body: (Unicode.Scalar, Int32) -> Void
  ) {
    let line = context.line.key.line
    let missing = missing(state, after: word)
    let counts = counts(state.counts, after: word, missing: missing, context)
    let inside = cheapest(counts, rest(missing, context))
    let atEnd =
      lacksRequired(missing, context) ? LineRules.never : restAfterLine(state, word, context)
    let others = costOfOthers(state, context)
    for scalar in afterWords[line] where scalar != " " && scalar != "\n" {
      let cost = min(
        marks.contains(scalar.value) ? inside : LineRules.never,
        endings[line].contains(scalar.value) ? atEnd : LineRules.never)
      if cost < LineRules.never { body(scalar, cost + others) }
    }
  }

  /// True if the line can end here, and words that are required follow, so that only the next line tells what it costs.
  private func isBeforeRequired(_ state: State, _ context: SharedContext) -> Bool {
    let line = context.line.key.line
    guard state.missing != 0, line + 1 < tables.lines.count,
      state.missing & tables.requiredBits[line + 1] != 0,
      state.phase == .word || state.phase == .mark
    else { return false }
    return word(state) != nil && costOfEnding(state, context) == nil
  }

  /// The cost after the end of the line, `LineRules.never` if it cannot end here; nil if only the context of the next
  /// line tells it.
  private func costOfEnding(_ state: State, _ context: SharedContext) -> Int32? {
    let line = context.line.key.line
    guard line + 1 < tables.lines.count, tables.usable.contains("\n"), let word = word(state),
      state.phase == .mark ? endings[line].contains(state.mark) : !needsEnding(context)
    else { return LineRules.never }
    let missing = missing(state, after: word)
    guard !lacksRequired(missing, context) else { return LineRules.never }
    let rest = restAfterLine(state, word, context)
    guard rest < LineRules.never else { return LineRules.never }
    guard missing & tables.requiredBits[line + 1] == 0 else { return nil }
    return rest + context.line.later - 1 + (context.rules.weight - 1) * state.written
      + tables.surcharge(missing, after: line)
  }
}
