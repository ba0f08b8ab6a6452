internal import Synchronization

/// The constraint that a text has a form of ``SyllableVerse``: lines of English words with numbers of
/// syllables, a metre, rhymes and refrains.
///
/// Only words of the dictionary may be written, so that syllables are counted exactly; a word with several
/// pronunciations fits with any of them. Lines that rhyme end with different words. A line may start with a
/// capital. A rhyme is begun only if it has as many words for each of its lines as there are lines.
public struct SyllableConstraint: Constraint {
  /// A place in a line.
  public struct State: Hashable, Sendable {
    enum Phase: UInt8, Sendable {
      /// Before a line, and before the empty line between stanzas.
      case lineStart, stanza
      /// After a space; the next word may have a capital after the end of a sentence.
      case space, sentence
      /// Within or after a word, and after punctuation.
      case word, mark
      /// In a line that is a copy.
      case copy
    }

    fileprivate var phase: Phase
    /// The number of the context.
    fileprivate var context: Int32
    /// The number of the text of the line so far; 0 if it is not repeated.
    fileprivate var text: Int32 = 0
    /// The number of its characters.
    fileprivate var written: Int32 = 0
    /// The numbers of syllables, as bits, that the words before the current one can have.
    fileprivate var counts: UInt32 = 1
    /// The letters of the current word among words in lower case, −1 if it is none of them; in a copy, the
    /// number of characters.
    fileprivate var node: Int32 = 0
    /// The same among words with a capital.
    fileprivate var capital: Int32 = -1
    /// Punctuation after the word.
    fileprivate var mark: UInt32 = 0
    /// The required words that the text lacks, as bits.
    fileprivate var missing: UInt32
    /// True if the word has no capital but for words that always have one.
    fileprivate var isInner = false
  }

  /// A context that is passed around without copies.
  private final class SharedContext: Sendable {
    let line: LineContext

    init(_ line: LineContext) { self.line = line }
  }

  /// Contexts and texts that were met.
  private struct Memory {
    var contexts: [SharedContext] = []
    var numbers: [LineContext.Key: Int32] = [:]
    /// Texts, each as another text and a character.
    var texts: [(before: Int32, last: UInt32)] = [(0, 0)]
    var textNumbers: [UInt64: Int32] = [:]

    func text(_ number: Int32) -> [Unicode.Scalar] {
      var scalars: [Unicode.Scalar] = []
      var number = number
      while number > 0 {
        let (before, last) = texts[Int(number)]
        if let scalar = Unicode.Scalar(last) { scalars.append(scalar) }
        number = before
      }
      return scalars.reversed()
    }

    mutating func text(_ before: Int32, _ last: Unicode.Scalar) -> Int32 {
      let key = UInt64(before) << 32 | UInt64(last.value)
      if let known = textNumbers[key] { return known }
      let number = Int32(texts.count)
      texts.append((before, last.value))
      textNumbers[key] = number
      return number
    }

    mutating func context(_ key: LineContext.Key, _ tables: SyllableTables) -> Int32 {
      if let known = numbers[key] { return known }
      let number = Int32(contexts.count)
      contexts.append(SharedContext(LineContext(key, tables, text)))
      numbers[key] = number
      return number
    }
  }

  private final class Shared: Sendable {
    let tables: SyllableTables
    let memory = Mutex(Memory())

    init(_ tables: SyllableTables) {
      self.tables = tables
      _ = memory.withLock {
        $0.context(LineContext.Key(line: 0, missing: tables.requiredBits[0]), tables)
      }
    }
  }

  private static let ascii = (0..<UInt32(128)).map { ScalarSet($0) }
  private static let sentenceEnds: Set<UInt32> = [0x21, 0x2E, 0x3F]

  private let shared: Shared
  private let marks: Set<UInt32>
  private let endings: [Set<UInt32>]
  /// For each line the characters that may follow a word.
  private let afterWords: [[Unicode.Scalar]]

  /// Makes the constraint.
  ///
  /// - Parameter verse: the form.
  /// - Throws: ``ConstraintError`` if the form contradicts itself or no text can have it.
  public init(_ verse: SyllableVerse) throws(ConstraintError) { try self.init(verse, .all) }

  private init(_ verse: SyllableVerse, _ alphabet: Alphabet) throws(ConstraintError) {
    shared = Shared(try SyllableTables(verse, alphabet))
    let usable = shared.tables.usable
    func set(_ text: String) -> Set<UInt32> {
      Set(text.unicodeScalars.lazy.filter { usable.contains($0) }.map(\.value))
    }
    let (marks, endings) = (set(verse.marks), verse.lines.map { set($0.endings) })
    (self.marks, self.endings) = (marks, endings)
    afterWords = endings.map {
      [" ", "\n"] + marks.union($0).sorted().compactMap { Unicode.Scalar($0) }
    }
  }

  private var tables: SyllableTables { shared.tables }

  private func context(_ number: Int32) -> SharedContext {
    shared.memory.withLock { $0.contexts[Int(number)] }
  }

  /// The form.
  public var verse: SyllableVerse { tables.verse }

  /// The state before the first character.
  public var initialState: State {
    State(phase: .lineStart, context: 0, missing: tables.allRequired)
  }

  /// Returns the same constraint on the texts of an alphabet.
  ///
  /// - Parameter alphabet: the characters that may be used.
  /// - Returns: the constraint.
  /// - Throws: ``ConstraintError`` if no text of the alphabet is allowed.
  public func restricted(to alphabet: Alphabet) throws(ConstraintError) -> SyllableConstraint {
    let marks = verse.marks + verse.lines.map(\.endings).joined()
    let letters = ScalarSet([0x41...0x5A, 0x61...0x7A])
    let needed = letters.ranges + ScalarSet(scalars: "' \n\(marks)".unicodeScalars).ranges
    // All that is written with this form.
    guard ScalarSet(needed).subtracting(alphabet.scalars).isEmpty else {
      return try SyllableConstraint(verse, alphabet)
    }
    return self
  }

  /// Returns the state after a character.
  ///
  /// - Parameters:
  ///   - scalar: the character.
  ///   - state: the state before it.
  /// - Returns: the state after it; nil if the character is not allowed.
  public func state(after scalar: Unicode.Scalar, in state: State) -> State? {
    let context = context(state.context)
    guard let next = move(scalar, state, context) else { return nil }
    let after = next.context == state.context ? context : self.context(next.context)
    return cost(next, after) < LineRules.never ? next : nil
  }

  /// Returns the characters that may come next.
  ///
  /// - Parameter state: a state.
  /// - Returns: sets that do not overlap.
  public func steps(from state: State) -> [Step] {
    let context = context(state.context)
    var steps: [Step] = []
    func add(_ scalar: Unicode.Scalar) {
      guard let next = move(scalar, state, context) else { return }
      let after = next.context == state.context ? context : self.context(next.context)
      append(scalar, cost(next, after))
    }
    func append(_ scalar: Unicode.Scalar, _ cost: Int32) {
      guard cost < LineRules.never else { return }
      let set = scalar.isASCII ? Self.ascii[Int(scalar.value)] : ScalarSet(scalar.value)
      steps.append(Step(label: Int(scalar.value), scalars: set, shortestEnd: Int(cost)))
    }
    // The next line needs no context until it is begun.
    func endLine() {
      guard tables.usable.contains("\n") else { return }
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
    let (tree, line) = (tables.tree, context.line.key.line)
    let rules = tables.lines[line]
    // The same for all letters.
    let rests = rests(state, rules, rest(state.missing, context))
    let others =
      context.line.later + (rules.weight - 1) * (state.written + (rules.weight > 1 ? 1 : 0))
      + tables.surcharge(state.missing, after: line)
    var next = state
    next.phase = .word
    func add(_ letter: UInt8) {
      guard next.node >= 0 || next.capital >= 0 else { return }
      body(letter, wordCost(next, rules, context, rests) + others)
    }
    if state.phase == .word {
      tree.forEachLetter(below: state.node, state.capital) { letter, node, capital in
        (next.node, next.capital) = (node, capital)
        add(letter)
      }
      return
    }
    let first = state.phase == .lineStart ? tables.verse.lines[line].firstLetter : nil
    next.isInner = state.phase == .space
    tree.forEachLetter(below: WordTree.root, tree.capitalRoot) { letter, node, capital in
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
    let (weight, missing) = (tables.lines[line].weight, missing(state, after: word))
    let counts = counts(state.counts, after: word, missing: missing, context)
    let inside = cheapest(counts, rest(missing, context))
    let atEnd =
      lacksRequired(missing, context) ? LineRules.never : restAfterLine(state, word, context)
    let others =
      context.line.later + (weight - 1) * (state.written + (weight > 1 ? 1 : 0))
      + tables.surcharge(state.missing, after: line)
    for scalar in afterWords[line] where scalar != " " && scalar != "\n" {
      let cost = min(
        marks.contains(scalar.value) ? inside : LineRules.never,
        endings[line].contains(scalar.value) ? atEnd : LineRules.never)
      if cost < LineRules.never { body(scalar, cost + others) }
    }
  }

  /// The cost after the end of the line; nil if only the context of the next line tells it.
  private func costOfEnding(_ state: State, _ context: SharedContext) -> Int32? {
    let rules = tables.lines[context.line.key.line]
    guard rules.weight == 1, tables.required.isEmpty,
      context.line.key.line + 1 < tables.lines.count,
      let word = word(state)
    else { return nil }
    guard
      state.phase == .mark
        ? endings[context.line.key.line].contains(state.mark) : !needsEnding(context)
    else { return LineRules.never }
    return restAfterLine(state, word, context) + context.line.later - 1
  }

  /// Returns whether the text may end.
  ///
  /// - Parameter state: a state.
  /// - Returns: true if it may.
  public func mayEnd(in state: State) -> Bool {
    let context = context(state.context)
    return context.line.key.line + 1 == tables.lines.count && cost(state, context) == 0
  }

  /// Returns the cost of the shortest way to an end.
  ///
  /// - Parameter state: a state.
  /// - Returns: the cost; nil if there is no way.
  public func shortestEnd(from state: State) -> Int? {
    let cost = cost(state, context(state.context))
    return cost < LineRules.never ? Int(cost) : nil
  }
}

// MARK: - Moving

extension SyllableConstraint {
  /// Returns the state after a character; there may be no way to an end from it.
  private func move(_ scalar: Unicode.Scalar, _ state: State, _ context: SharedContext) -> State? {
    guard tables.usable.contains(scalar) else { return nil }
    var next = state
    if tables.lines[context.line.key.line].weight > 1, scalar != "\n", state.phase != .copy {
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

  private func needsEnding(_ context: SharedContext) -> Bool {
    tables.lines[context.line.key.line].line.needsEnding
  }

  /// The first letter of a word.
  private func firstLetter(
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
  private func word(_ state: State) -> Int32? {
    (state.node < 0 ? nil : tables.tree.word(at: state.node))
      ?? (state.capital < 0 ? nil : tables.tree.word(at: state.capital))
  }

  /// The numbers of syllables after a word that is not the last one.
  private func counts(
    _ counts: UInt32, after word: Int32, missing: UInt32, _ context: SharedContext
  ) -> UInt32 {
    let (rules, tree) = (tables.lines[context.line.key.line], tables.tree)
    let rest = rest(missing, context)
    var all: UInt32 = 0
    for reading in tree.readings(of: word) {
      let pattern = Int(reading.pattern)
      all |= (counts & rules.fits[pattern]) << UInt32(tree.patterns[pattern].syllables)
    }
    for count in rest.indices where all >> UInt32(count) & 1 != 0 && rest[count] >= LineRules.never
    {
      all &= ~(1 << UInt32(count))
    }
    return all
  }

  private func space(_ state: State, _ word: Int32, _ context: SharedContext) -> State? {
    var next = state
    next.missing = missing(state, after: word)
    next.isInner = false
    next.counts = counts(state.counts, after: word, missing: next.missing, context)
    next.phase = Self.sentenceEnds.contains(state.mark) ? .sentence : .space
    (next.node, next.capital, next.mark) = (0, -1, 0)
    return next.counts == 0 ? nil : next
  }

  /// The required words that are left after a word.
  private func missing(_ state: State, after word: Int32) -> UInt32 {
    state.isInner ? tables.missing(state.missing, after: word) : state.missing
  }

  /// The costs after numbers of syllables.
  private func rest(_ missing: UInt32, _ context: SharedContext) -> [Int32] {
    lacksRequired(missing, context) ? context.line.restWithRequired : context.line.rest
  }

  private func lacksRequired(_ missing: UInt32, _ context: SharedContext) -> Bool {
    missing != 0 && missing & tables.requiredBits[context.line.key.line] != 0
  }

  /// The rhymes with which a word ends the line; nil if it cannot. Without partners, there are none.
  private func rhymes(_ state: State, _ word: Int32, _ context: SharedContext) -> [UInt16]? {
    let ends = tables.lines[context.line.key.line].ends
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

  private func end(_ state: State, _ word: Int32, _ context: SharedContext) -> State? {
    let missing = missing(state, after: word)
    guard !lacksRequired(missing, context), let rhymes = rhymes(state, word, context) else {
      return nil
    }
    return line(
      after: context.line.key, rhymes: rhymes, word: word, text: state.text, missing: missing)
  }

  /// The state at the start of the next line; nil if there is none.
  private func line(
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

  private func start(_ context: SharedContext) -> State.Phase {
    if case .copy = context.line.ending { .copy } else { .lineStart }
  }
}

// MARK: - Costs

extension SyllableConstraint {
  /// The cost of the shortest way to an end.
  ///
  /// - Parameters:
  ///   - state: a state.
  ///   - context: its context.
  /// - Returns: the cost; `LineRules.never` if there is no way.
  private func cost(_ state: State, _ context: SharedContext) -> Int32 {
    let rules = tables.lines[context.line.key.line]
    // What is written of the line is written again in the lines that repeat it.
    return cost(state, rules, context) + (rules.weight - 1) * state.written
      + tables.surcharge(state.missing, after: context.line.key.line)
  }

  private func cost(_ state: State, _ rules: LineRules, _ context: SharedContext) -> Int32 {
    switch state.phase {
    case .lineStart: return context.line.whole + context.line.later
    case .stanza: return context.line.whole + context.line.later + 1
    case .copy:
      return context.line.whole - state.node + context.line.later
    case .space, .sentence:
      return cheapest(state.counts, rest(state.missing, context)) - rules.spaceCost
        + context.line.later
    case .word:
      let rests = rests(state, rules, rest(state.missing, context))
      return wordCost(state, rules, context, rests) + context.line.later
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

  private func cheapest(_ counts: UInt32, _ rest: [Int32]) -> Int32 {
    var cost = LineRules.never
    var left = counts
    while left != 0 {
      cost = min(cost, rest[left.trailingZeroBitCount])
      left &= left - 1
    }
    return cost
  }

  /// The cost of lines that rhyme with this one, if a word ends it.
  private func restAfterLine(_ state: State, _ word: Int32, _ context: SharedContext) -> Int32 {
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
  private func rests(_ state: State, _ rules: LineRules, _ rest: [Int32]) -> [Int32] {
    tables.tree.patterns.indices.map { pattern in
      let syllables = UInt32(tables.tree.patterns[pattern].syllables)
      return cheapest((state.counts & rules.fits[pattern]) << syllables, rest)
    }
  }

  private func wordCost(
    _ state: State, _ rules: LineRules, _ context: SharedContext, _ rests: [Int32]
  ) -> Int32 {
    let tree = tables.tree
    let lacks = lacksRequired(state.missing, context)
    var cost = LineRules.never
    for node in [state.node, state.capital] where node >= 0 {
      let written = rules.weight * Int32(tree.depths[Int(node)])
      for entry in tables.words.entries(of: node) {
        let pattern = Int(entry.pattern)
        let length = rules.weight * entry.cost - written
        cost = min(cost, length + rests[pattern])
        if !lacks, case .any = context.line.ending, state.counts & rules.ends[pattern] != 0 {
          cost = min(cost, length + rules.endingCost)
        }
      }
      if lacks {
        cost = min(cost, requiredCost(state, node, rules, context))
      } else {
        cost = min(cost, lastWordCost(state, node, rules, context))
      }
    }
    if lacks, let word = word(state), !lacksRequired(missing(state, after: word), context) {
      cost = min(cost, rules.endingCost + restAfterLine(state, word, context))
    }
    return cost
  }

  /// The cost if the current word becomes the required one.
  private func requiredCost(
    _ state: State, _ node: Int32, _ rules: LineRules, _ context: SharedContext
  ) -> Int32 {
    let tree = tables.tree
    guard state.isInner, let word = rules.required, tree.words(below: node).contains(word) else {
      return LineRules.never
    }
    let left = rules.weight * Int32(tree.lengths[Int(word)] - tree.depths[Int(node)])
    let counts = counts(state.counts, after: word, missing: 0, context)
    return left + cheapest(counts, context.line.rest)
  }

  /// The cost if the current word becomes the last one of a line that rhymes.
  private func lastWordCost(
    _ state: State, _ node: Int32, _ rules: LineRules, _ context: SharedContext
  ) -> Int32 {
    let tree = tables.tree
    let written = rules.weight * Int32(tree.depths[Int(node)])
    var cost = LineRules.never
    switch context.line.ending {
    case .any, .copy: break
    case .first(let letter, let surcharges):
      for entry in tables.letters[letter].costs.entries(of: node) {
        let whole = entry.cost - written + rules.endingCost
        // The others are as dear.
        guard whole < cost else { break }
        guard state.counts & rules.ends[Int(entry.pattern)] != 0 else { continue }
        cost = min(cost, whole + (surcharges[entry.rhymes] ?? 0))
      }
    case .bound(let rhymes, let used):
      for rhyme in rhymes {
        let rest = rules.endingCost - written + rhyme.rest
        for reading in tree.readings(of: rhyme.rhyme, below: node) {
          let least = rules.weight * Int32(reading.length) + rest
          // Few words are cheaper than those before, and only they are looked at.
          guard least < cost, state.counts & rules.ends[Int(reading.pattern)] != 0,
            !used.contains(reading.word)
          else { continue }
          cost = min(cost, least - rhyme.rest + rhyme.rest(after: reading.word))
        }
      }
    }
    return cost
  }
}
