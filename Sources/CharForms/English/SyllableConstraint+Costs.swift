// The cost of the shortest way to an end: what does not change within a line is in its context.

extension SyllableConstraint {
  /// The cost of the shortest way to an end.
  ///
  /// - Parameters:
  ///   - state: a state.
  ///   - context: its context.
  /// - Returns: the cost; `LineRules.never` if there is no way.
  func cost(_ state: State, _ context: SharedContext) -> Int32 {
    // Each line that repeats this one writes its characters again.
    return ownCost(state, context) + (context.rules.weight - 1) * state.written
      + tables.surcharge(state.missing, after: context.line.key.line)
  }

  func ownCost(_ state: State, _ context: SharedContext) -> Int32 {
    switch state.phase {
    case .lineStart: return context.line.whole + context.line.later
    case .stanza: return context.line.whole + context.line.later + 1
    case .copy:
      return context.line.whole - state.node + context.line.later
    case .space, .sentence:
      return cheapest(state.counts, rest(state.missing, context)) - context.rules.spaceCost
        + context.line.later
    case .word:
      return wordCost(state, context, rests(state, context)) + context.line.later
    case .mark:
      guard let word = word(state) else { return LineRules.never }
      var cost = LineRules.never
      let missing = missing(state, after: word)
      if marks.contains(state.mark) {
        let counts = counts(state.counts, after: word, missing: missing, context)
        cost = cheapest(counts, rest(missing, context))
      }
      if endings[context.line.key.line].contains(state.mark), !lacksRequired(missing, context) {
        cost = min(cost, restAfterLine(state, word, context))
      }
      return cost + context.line.later
    }
  }

  func cheapest(_ counts: UInt32, _ rest: [Int32]) -> Int32 {
    var cost = LineRules.never
    var left = counts
    while left != 0 {
      cost = min(cost, rest[left.trailingZeroBitCount])
      left &= left - 1
    }
    return cost
  }

  /// The cost of lines that rhyme with this one, if a word ends it.
  func restAfterLine(_ state: State, _ word: Int32, _ context: SharedContext) -> Int32 {
    guard let found = rhymes(state, word, context) else { return LineRules.never }
    switch context.line.ending {
    case .any, .copy: return 0
    case .first(let letter, let surcharges):
      let cost = found.lazy.map { tables.letters[letter].cost(from: 1, $0, used: [word]) }.min()
      return (cost ?? LineRules.never) + (surcharges[tables.tree.rhymeSet[Int(word)]] ?? 0)
    case .bound(let rhymes, _):
      return rhymes.lazy.filter { found.contains($0.rhyme) }.map { $0.rest(after: word) }.min()
        ?? LineRules.never
    }
  }

  /// The cheapest rest after a word of each stress pattern.
  func rests(_ state: State, _ context: SharedContext) -> [Int32] {
    let tables = tables
    let rest = rest(state.missing, context)
    return tables.tree.patterns.indices.map { pattern in
      let syllables = UInt32(tables.tree.patterns[pattern].syllables)
      return cheapest((state.counts & context.rules.fits[pattern]) << syllables, rest)
    }
  }

  func wordCost(
    _ state: State, _ context: SharedContext, _ rests: [Int32]
  ) -> Int32 {
    let tables = tables
    let lacks = lacksRequired(state.missing, context)
    var cost = LineRules.never
    func look(below node: Int32) {
      guard node >= 0 else { return }
      let written = context.rules.weight * Int32(tables.tree.depths[Int(node)])
      for entry in tables.words.entries(of: node) {
        let pattern = Int(entry.pattern)
        let length = context.rules.weight * entry.cost - written
        cost = min(cost, length + rests[pattern])
        if !lacks, case .any = context.line.ending, state.counts & context.rules.ends[pattern] != 0
        {
          cost = min(cost, length + context.rules.endingCost)
        }
      }
      if lacks {
        cost = min(cost, requiredCost(state, node, context))
      } else {
        cost = min(cost, lastWordCost(state, node, context))
      }
    }
    look(below: state.node)
    look(below: state.capital)
    if lacks, let word = word(state), !lacksRequired(missing(state, after: word), context) {
      cost = min(cost, context.rules.endingCost + restAfterLine(state, word, context))
    }
    return cost
  }

  /// The cost if the current word becomes the required one.
  func requiredCost(
    _ state: State, _ node: Int32, _ context: SharedContext
  ) -> Int32 {
    let tables = tables
    guard state.isInner, let word = context.rules.required,
      tables.tree.words(below: node).contains(word)
    else {
      return LineRules.never
    }
    let left =
      context.rules.weight * Int32(tables.tree.lengths[Int(word)] - tables.tree.depths[Int(node)])
    let counts = counts(state.counts, after: word, missing: 0, context)
    return left + cheapest(counts, context.line.rest)
  }

  /// The cost if the current word becomes the last one of a line that rhymes.
  func lastWordCost(
    _ state: State, _ node: Int32, _ context: SharedContext
  ) -> Int32 {
    let tables = tables
    let written = context.rules.weight * Int32(tables.tree.depths[Int(node)])
    var cost = LineRules.never
    switch context.line.ending {
    case .any, .copy: break
    case .first(let letter, let surcharges):
      for entry in tables.letters[letter].costs.entries(of: node) {
        let whole = entry.cost - written + context.rules.endingCost
        // The others are as dear.
        guard whole < cost else { break }
        guard state.counts & context.rules.ends[Int(entry.pattern)] != 0 else { continue }
        cost = min(cost, whole + (surcharges[entry.rhymes] ?? 0))
      }
    case .bound(let rhymes, let used):
      for rhyme in rhymes {
        let rest = context.rules.endingCost - written + rhyme.rest
        for reading in tables.tree.readings(of: rhyme.rhyme, below: node) {
          let least = context.rules.weight * Int32(reading.length) + rest
          // Few words are cheaper than those before, and only they are looked at.
          guard least < cost, state.counts & context.rules.ends[Int(reading.pattern)] != 0,
            !used.contains(reading.word)
          else { continue }
          cost = min(cost, least - rhyme.rest + rhyme.rest(after: reading.word))
        }
      }
    }
    return cost
  }
}
