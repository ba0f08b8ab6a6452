import CharForms
import CharText
import Testing

@Suite("Constraints on tokens")
struct TokenTests {
  static let clusters = ["a", "b", "c", "é", "e\u{301}", "\r\n", "\n", "字", "👩‍👩‍👧"]

  static func vocabulary(_ unit: TextUnit) throws -> Vocabulary {
    switch unit {
    case .byte: .bytes
    case .scalar:
      try Vocabulary(
        pieces: ["a", "b", "c", "é", "字", "\n"].map { Array($0.utf8) }, unit: .scalar)
    case .grapheme: try Vocabulary(pieces: clusters.map { Array($0.utf8) }, unit: .grapheme)
    }
  }

  @Test(
    "close within any length from the shortest on", arguments: [TextUnit.byte, .scalar, .grapheme])
  func closing(_ unit: TextUnit) throws {
    let vocabulary = try Self.vocabulary(unit)
    let rules = try GrammarConstraint(regularExpression: "([abcé]+|字{2})+(\r?\nabc)?字")
    let tokens = try TokenConstraint(rules, vocabulary)
    let shortest = try #require(tokens.shortestEnd(from: tokens.initialState))
    #expect(shortest == (unit == .byte ? 4 : 2))
    for length in shortest...(shortest + 12) {
      for seed in 1...8 {
        var dice = Dice(UInt64(seed))
        var (state, bytes, left) = (tokens.initialState, [UInt8](), length)
        while true {
          let choices = tokens.choices(in: state)
          let open = choices.groups.filter { $0.shortestEnd < left }
          guard let group = open.randomElement(using: &dice),
            let token = group.tokens.randomElement(using: &dice)
          else {
            #expect(choices.mayEnd)
            break
          }
          if choices.mayEnd, dice.below(6) == 0 { break }
          bytes += vocabulary.bytes(of: token)
          state = try #require(tokens.state(after: token, in: state))
          #expect(tokens.shortestEnd(from: state) == group.shortestEnd)
          left -= 1
        }
        let text = try #require(String(validating: bytes, as: UTF8.self))
        #expect(rules.allows(text), "\(text)")
      }
    }
  }

  @Test(
    "allow a token exactly if its text is allowed", arguments: [TextUnit.byte, .scalar, .grapheme])
  func choices(_ unit: TextUnit) throws {
    let vocabulary = try Self.vocabulary(unit)
    let tokens = try TokenConstraint(
      GrammarConstraint(regularExpression: "[^a]b|é+|\r\n|e\u{301}c"), vocabulary)
    let choices = tokens.choices(in: tokens.initialState)
    for token in 2..<Token(vocabulary.count) {
      let next = tokens.state(after: token, in: tokens.initialState)
      let isOpen = next.map { tokens.shortestEnd(from: $0) != nil } ?? false
      #expect(choices.groups.contains { $0.tokens.contains(token) } == isOpen, "\(token)")
    }
  }

  @Test("count only characters of the vocabulary")
  func missing() throws {
    let vocabulary = try Self.vocabulary(.scalar)
    let rules = try GrammarConstraint(regularExpression: "x|abc|aab")
    #expect(rules.shortestEnd(from: rules.initialState) == 1)
    let tokens = try TokenConstraint(rules, vocabulary)
    #expect(tokens.shortestEnd(from: tokens.initialState) == 3)
    let error = #expect(throws: ConstraintError.self) {
      try TokenConstraint(GrammarConstraint(regularExpression: "a[xyz]{2}q"), vocabulary)
    }
    #expect(error?.problem.contains("it lacks q") == true)
  }

  /// Texts of six letters, none twice in a row, whose states share their steps.
  struct SixLetters: Constraint {
    struct State: Hashable { var left: Int, last: Unicode.Scalar? }

    static let letters = SharedSteps([
      Step(label: 0, scalars: ScalarSet("a"..."b"), shortestEnd: 0),
      Step(label: 1, scalars: ScalarSet(scalars: ["c", "é"]), shortestEnd: 0),
      Step(label: 2, scalars: ScalarSet("d"..."d"), shortestEnd: 0),
    ])

    var initialState: State { State(left: 6, last: nil) }
    func state(after scalar: Unicode.Scalar, in state: State) -> State? {
      let fits = state.left > 0 && "abcdé".unicodeScalars.contains(scalar) && scalar != state.last
      return fits ? State(left: state.left - 1, last: scalar) : nil
    }
    func steps(from state: State) -> [Step] { stateSteps(from: state).steps }
    func stateSteps(from state: State) -> StateSteps {
      guard state.left > 0 else { return StateSteps([]) }
      return StateSteps(
        Self.letters, surcharge: state.left - 1, omitting: state.last.map { [$0.value] } ?? [])
    }
    func mayEnd(in state: State) -> Bool { state.left == 0 }
    func shortestEnd(from state: State) -> Int? { state.left }
    func restricted(to alphabet: Alphabet) -> SixLetters { self }
  }

  /// The same texts by a type that knows of no shared steps.
  struct Wrapped: Constraint {
    var inner = SixLetters()

    var initialState: SixLetters.State { inner.initialState }
    func state(after scalar: Unicode.Scalar, in state: SixLetters.State) -> SixLetters.State? {
      inner.state(after: scalar, in: state)
    }
    func steps(from state: SixLetters.State) -> [Step] { inner.steps(from: state) }
    func mayEnd(in state: SixLetters.State) -> Bool { inner.mayEnd(in: state) }
    func shortestEnd(from state: SixLetters.State) -> Int? { inner.shortestEnd(from: state) }
    func restricted(to alphabet: Alphabet) -> Wrapped { self }
  }

  @Test("steps that states share lead where the states lead", arguments: [false, true])
  func shared(_ spellsBytes: Bool) throws {
    try checkShared(SixLetters(), spellsBytes)
    try checkShared(Wrapped(), spellsBytes)
  }

  private func checkShared(_ rules: some Constraint, _ spellsBytes: Bool) throws {
    let vocabulary = try Vocabulary(
      pieces: ["a", "b", "c", "d", "é"].map { Array($0.utf8) }, unit: .scalar,
      spellsBytes: spellsBytes)
    let tokens = try TokenConstraint(rules, vocabulary)
    var dice = Dice(7)
    for _ in 0..<20 {
      var state = tokens.initialState
      for written in 0..<6 {
        let choices = tokens.choices(in: state)
        for token in 2..<Token(vocabulary.count) {
          let group = choices.groups.first { $0.tokens.contains(token) }
          let next = tokens.state(after: token, in: state)
          let rest = next.flatMap { tokens.shortestEnd(from: $0) }
          #expect(group?.shortestEnd == rest, "token \(token) after \(written)")
        }
        let pieces = choices.groups.flatMap(\.tokens).filter {
          if case .piece? = vocabulary.entry(of: $0) { true } else { false }
        }
        let token = try #require(pieces.randomElement(using: &dice))
        state = try #require(tokens.state(after: token, in: state))
      }
      #expect(tokens.choices(in: state).mayEnd && tokens.choices(in: state).groups.isEmpty)
    }
  }

  /// Texts of an even number of letters, written without the library.
  struct Pairs: Constraint {
    var letters = ScalarSet("a"..."z")

    var initialState: Int { 0 }

    func state(after scalar: Unicode.Scalar, in state: Int) -> Int? {
      letters.contains(scalar) ? 1 - state : nil
    }

    func steps(from state: Int) -> [Step] {
      [Step(label: 0, scalars: letters, shortestEnd: 1 - state)]
    }

    func mayEnd(in state: Int) -> Bool { state == 0 }

    func shortestEnd(from state: Int) -> Int? { state }

    func restricted(to alphabet: Alphabet) -> Pairs {
      Pairs(letters: letters.intersection(alphabet.scalars))
    }
  }

  @Test("follow a constraint of another package")
  func own() throws {
    let tokens = try TokenConstraint(Pairs(), Self.vocabulary(.scalar))
    var state = tokens.initialState
    for count in 0..<6 {
      let choices = tokens.choices(in: state)
      #expect(choices.mayEnd == (count % 2 == 0))
      #expect(choices.groups.map(\.tokens) == [[3, 4, 5]])
      state = try #require(tokens.state(after: 3, in: state))
    }
  }
}
