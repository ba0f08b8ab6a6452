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

    var phase: Phase
    /// The number of the context.
    var context: Int32
    /// The number of the text of the line so far; 0 if it is not repeated.
    var text: Int32 = 0
    /// The number of its characters.
    var written: Int32 = 0
    /// The numbers of syllables, as bits, that the words before the current one can have.
    var counts: UInt32 = 1
    /// The letters of the current word among words in lower case, −1 if it is none of them; in a copy, the
    /// number of characters.
    var node: Int32 = 0
    /// The same among words with a capital.
    var capital: Int32 = -1
    /// Punctuation after the word.
    var mark: UInt32 = 0
    /// The required words that the text lacks, as bits.
    var missing: UInt32
    /// True if the word has no capital but for words that always have one.
    var isInner = false
  }

  /// A context that is passed around without copies.
  final class SharedContext: Sendable {
    let line: LineContext
    let rules: LineRules

    init(_ line: LineContext, _ rules: LineRules) { (self.line, self.rules) = (line, rules) }
  }

  /// Contexts and texts that were met.
  struct Memory {
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
      contexts.append(SharedContext(LineContext(key, tables, text), tables.lines[key.line]))
      numbers[key] = number
      return number
    }
  }

  final class Shared: Sendable {
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
  static let sentenceEnds: Set<UInt32> = [0x21, 0x2E, 0x3F]

  let shared: Shared
  let marks: Set<UInt32>
  let endings: [Set<UInt32>]
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

  var tables: SyllableTables { shared.tables }

  func context(_ number: Int32) -> SharedContext {
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
    let tables = tables
    let line = context.line.key.line
    // The same for all letters.
    let rests = rests(state, context)
    let others =
      context.line.later
      + (context.rules.weight - 1) * (state.written + (context.rules.weight > 1 ? 1 : 0))
      + tables.surcharge(state.missing, after: line)
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
    let (weight, missing) = (context.rules.weight, missing(state, after: word))
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
    guard context.rules.weight == 1, tables.required.isEmpty,
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
