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

    /// Hashes the values two at a time; the number of characters follows from the text.
    public func hash(into hasher: inout Hasher) {
      func pair(_ high: UInt32, _ low: UInt32) -> UInt64 { UInt64(high) << 32 | UInt64(low) }
      let flags = UInt32(phase.rawValue) << 1 | (isInner ? 1 : 0)
      hasher.combine(pair(UInt32(bitPattern: context), UInt32(bitPattern: node)))
      hasher.combine(pair(counts, mark << 8 | flags))
      hasher.combine(pair(UInt32(bitPattern: capital), UInt32(bitPattern: text)))
      if missing != 0 { hasher.combine(missing) }
    }
  }

  /// A context that is passed around without copies.
  final class SharedContext: Sendable {
    let line: LineContext
    let rules: LineRules
    /// The numbers of syllables, as bits, after which a word can end the line.
    let ends: UInt32
    /// A number for the rule for the last word, and one for the rule without the words and rhymes that others have.
    let ending: Int32
    let endingAlone: Int32

    init(_ line: LineContext, _ tables: SyllableTables, ending: Int32, endingAlone: Int32) {
      let rules = tables.lines[line.key.line]
      (self.line, self.rules) = (line, rules)
      (self.ending, self.endingAlone) = (ending, endingAlone)
      switch line.ending {
      case .any, .first: ends = rules.ends.reduce(0, |)
      case .bound(let rhymes, _):
        ends = rhymes.reduce(0) { $0 | rules.ends(of: $1.rhyme, tables.tree) }
      case .copy: ends = 0
      }
    }
  }

  /// Contexts and texts that were met.
  struct Memory {
    var contexts: [SharedContext] = []
    var numbers: [LineContext.Key: Int32] = [:]
    private var endings: [EndingKey: Int32] = [:]
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
      let line = LineContext(key, tables, text)
      contexts.append(
        SharedContext(
          line, tables, ending: self.number(EndingKey(line.ending, tables, isAlone: false)),
          endingAlone: self.number(EndingKey(line.ending, tables, isAlone: true))))
      numbers[key] = number
      return number
    }

    private mutating func number(_ ending: EndingKey) -> Int32 {
      if let known = endings[ending] { return known }
      let number = Int32(endings.count + 1)
      endings[ending] = number
      return number
    }
  }

  /// A rule for the last word of a line, as far as it matters within the line.
  enum EndingKey: Hashable {
    case any
    case first(kind: Int, surcharges: [UInt16: Int32])
    case bound([LineContext.Rhyme], used: [Int32])

    init(_ ending: LineContext.Ending, _ tables: SyllableTables, isAlone: Bool) {
      switch ending {
      case .any, .copy: self = .any
      case .first(let letter, let surcharges):
        self = .first(
          kind: tables.letters[letter].kind, surcharges: isAlone ? [:] : surcharges)
      case .bound(let rhymes, let used): self = .bound(rhymes, used: isAlone ? [] : used)
      }
    }
  }

  final class Shared: Sendable {
    let tables: SyllableTables
    let memory = Mutex(Memory())
    let steps = Mutex(KnownSteps())

    init(_ tables: SyllableTables) {
      self.tables = tables
      _ = memory.withLock {
        $0.context(LineContext.Key(line: 0, missing: tables.requiredBits[0]), tables)
      }
    }
  }

  static let sentenceEnds: Set<UInt32> = [0x21, 0x2E, 0x3F]

  let shared: Shared
  let marks: Set<UInt32>
  let endings: [Set<UInt32>]
  /// For each line the characters that may follow a word.
  let afterWords: [[Unicode.Scalar]]

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
    // The steps of states that are alike are known already.
    if scalar != "\n", let known = sharedSteps(from: state, context) {
      return known.list.steps.contains { $0.label == Int(scalar.value) }
        ? move(scalar, state, context) : nil
    }
    guard let next = move(scalar, state, context) else { return nil }
    let after = next.context == state.context ? context : self.context(next.context)
    return cost(next, after) < LineRules.never ? next : nil
  }

  /// Returns the characters that may come next.
  ///
  /// - Parameter state: a state.
  /// - Returns: sets that do not overlap.
  public func steps(from state: State) -> [Step] { stateSteps(from: state).steps }

  /// Returns the characters that may come next, as steps that states of other lines and texts have too.
  ///
  /// - Parameter state: a state.
  /// - Returns: the steps.
  public func stateSteps(from state: State) -> StateSteps {
    let context = context(state.context)
    return sharedSteps(from: state, context) ?? StateSteps(findSteps(from: state, context))
  }

  /// Returns whether the text may end.
  ///
  /// - Parameter state: a state.
  /// - Returns: true if it may.
  public func mayEnd(in state: State) -> Bool {
    let context = context(state.context)
    guard context.line.key.line + 1 == tables.lines.count else { return false }
    if state.phase == .word && word(state) == nil { return false }
    return cost(state, context) == 0
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
