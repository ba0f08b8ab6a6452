import CharForms
import Testing

@Suite("Phrases")
struct PhraseTests {
  static let letters = ["a", "b", "A"]

  static func phrases(_ dice: inout Dice, _ count: Int) -> [String] {
    (0..<count).map { _ in
      (0..<(1 + dice.below(3))).map { _ in letters[dice.below(3)] }.joined()
    }
  }

  @Test("that are banned do not occur", arguments: 1...20)
  func banned(_ seed: Int) throws {
    var dice = Dice(UInt64(seed))
    let banned = Self.phrases(&dice, 1 + dice.below(4))
    let exact = try BannedPhrases(banned)
    let loose = try BannedPhrases(banned, ignoringCase: true)
    for text in texts(over: Self.letters, upTo: 5) {
      #expect(exact.allows(text) == !banned.contains { text.contains($0) }, "\(banned) in \(text)")
      let lower = text.lowercased()
      #expect(loose.allows(text) == !banned.contains { lower.contains($0.lowercased()) })
    }
  }

  @Test("that are required all occur, in any order", arguments: 1...20)
  func required(_ seed: Int) throws {
    var dice = Dice(UInt64(seed))
    let required = Self.phrases(&dice, 1 + dice.below(3))
    let banned = Self.phrases(&dice, dice.below(3))
    let expected = texts(over: Self.letters, upTo: 5).filter { text in
      required.allSatisfy { text.contains($0) } && !banned.contains { text.contains($0) }
    }
    let rules = try? GrammarConstraint(regularExpression: "[abA]{0,5}")
      .and(required: required, banned: banned)
    guard let rules else {
      #expect(expected.isEmpty)
      return
    }
    for text in texts(over: Self.letters, upTo: 5) {
      #expect(rules.allows(text) == expected.contains(text), "\(required), not \(banned): \(text)")
    }
    #expect(rules.shortestEnd(from: rules.initialState) == expected.map(\.count).min())
  }

  @Test("may be very many")
  func many() throws {
    let banned = (0..<20_000).map { "word\($0)x" }
    let rules = try BannedPhrases(banned)
    #expect(rules.allows("word12 word77x".replacing("77x", with: "77")))
    #expect(!rules.allows("see word19999x"))
  }

  @Test("that are empty are refused")
  func empty() {
    #expect(throws: ConstraintError("a phrase is empty")) { try BannedPhrases(["a", ""]) }
  }
}

@Suite("Combinations of constraints")
struct CombinationTests {
  static let all = texts(over: ["a", "b"], upTo: 6)

  private func accepted(_ regex: String) throws -> Set<String> {
    let rules = try GrammarConstraint(regularExpression: regex)
    return Set(Self.all.filter { rules.allows($0) })
  }

  @Test("have the texts of set theory")
  func combinations() throws {
    let (a, b) = ("(ab)*a?", "b*a(a|b)")
    let (left, right) = (
      try GrammarConstraint(regularExpression: a), try GrammarConstraint(regularExpression: b)
    )
    let cases: [(GrammarConstraint, String)] = [
      (try left.or(right), "(?:\(a))|(?:\(b))"),
      (try left.followed(by: right), "(?:\(a))(?:\(b))"),
      (try right.repeated(1, 2), "(?:\(b)){1,2}"), (try right.repeated(0), "(?:\(b))*"),
    ]
    for (rules, regex) in cases {
      let found = Set(Self.all.filter { rules.allows($0) })
      #expect(try found == accepted(regex), "\(regex)")
    }
    let both = try right.and(regularExpression: "(a|b){3}|b+ab")
    let found = Set(Self.all.filter { both.allows($0) })
    #expect(try found == accepted(b).intersection(accepted("(a|b){3}|b+ab")))
  }

  @Test("of a recursive grammar and a regular expression have the texts of both")
  func recursive() throws {
    let balanced = try GrammarConstraint(gbnf: #"root ::= ("a" root "b")*"#)
    let both = try balanced.and(regularExpression: "a*b*|(ab)*")
    let expression = try GrammarConstraint(regularExpression: "a*b*|(ab)*")
    for text in Self.all {
      #expect(both.allows(text) == (balanced.allows(text) && expression.allows(text)), "\(text)")
    }
  }
}
