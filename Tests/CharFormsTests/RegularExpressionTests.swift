import CharForms
import Testing

/// A regular expression with a matcher that follows its definition.
indirect enum Regex: Sendable {
  case letter(Character)
  case anyLetter
  case sequence(Regex, Regex)
  case either(Regex, Regex)
  case times(Regex, Int, Int?)
  case start, end, boundary

  var text: String {
    switch self {
    case .letter(let letter): String(letter)
    case .anyLetter: "[^c]"
    case .sequence(let a, let b): "\(a.text)\(b.text)"
    case .either(let a, let b): "(?:\(a.text)|\(b.text))"
    case .times(let part, let min, let max):
      "(?:\(part.text))" + "{\(min),\(max.map(String.init) ?? "")}"
    case .start: "^"
    case .end: "$"
    case .boundary: #"\b"#
    }
  }

  /// Where a match that starts at a place may end.
  func ends(_ text: [Character], _ place: Int) -> Set<Int> {
    switch self {
    case .letter(let letter): place < text.count && text[place] == letter ? [place + 1] : []
    case .anyLetter: place < text.count && text[place] != "c" ? [place + 1] : []
    case .sequence(let a, let b):
      a.ends(text, place).reduce(into: []) { $0.formUnion(b.ends(text, $1)) }
    case .either(let a, let b): a.ends(text, place).union(b.ends(text, place))
    case .times(let part, let min, let max):
      Self.repeated(part, min, max ?? text.count + min + 1, text, place)
    case .start: place == 0 ? [place] : []
    case .end: place == text.count ? [place] : []
    case .boundary:
      isWord(text, place - 1) != isWord(text, place) ? [place] : []
    }
  }

  private static func repeated(
    _ part: Regex, _ min: Int, _ max: Int, _ text: [Character], _ place: Int
  ) -> Set<Int> {
    var found: Set<Int> = min == 0 ? [place] : []
    var places: Set = [place]
    for count in 1...Swift.max(max, 1) where max > 0 {
      places = places.reduce(into: []) { $0.formUnion(part.ends(text, $1)) }
      if count >= min { found.formUnion(places) }
    }
    return found
  }

  private func isWord(_ text: [Character], _ place: Int) -> Bool {
    text.indices.contains(place) && text[place] != "-"
  }

  static func random(_ dice: inout Dice, depth: Int) -> Regex {
    guard depth > 0 else {
      switch dice.below(12) {
      case 0: return .anyLetter
      case 1: return .start
      case 2: return .end
      case 3: return .boundary
      default: return .letter(["a", "b", "c", "-"][dice.below(4)])
      }
    }
    switch dice.below(4) {
    case 0: return .either(random(&dice, depth: depth - 1), random(&dice, depth: depth - 1))
    case 1:
      let min = dice.below(3)
      let max = [nil, min, min + 1, min + 3][dice.below(4)]
      return .times(random(&dice, depth: depth - 1), min, max)
    default: return .sequence(random(&dice, depth: depth - 1), random(&dice, depth: depth - 1))
    }
  }
}

@Suite("Regular expressions")
struct RegularExpressionTests {
  @Test("agree with a matcher that tries every way", arguments: 1...20)
  func random(_ seed: Int) throws {
    var dice = Dice(UInt64(seed))
    let all = texts(over: ["a", "b", "c", "-"], upTo: 4)
    for _ in 0..<15 {
      let regex = Regex.random(&dice, depth: 3)
      let matching = all.filter { text in
        let characters = Array(text)
        return regex.ends(characters, 0).contains(characters.count)
      }
      do {
        let rules = try GrammarConstraint(regularExpression: regex.text)
        for text in all {
          #expect(
            rules.allows(text) == matching.contains(text), "\(regex.text) with \(text)")
        }
        // A text is a start exactly if a longer one goes on from it.
        for text in matching {
          for length in 0..<text.count {
            #expect(rules.check(String(text.prefix(length))).isPrefix)
          }
        }
      } catch {
        #expect(matching.isEmpty, "\(regex.text) is refused")
      }
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var regex: String
    var accepted: [String]
    var rejected: [String]

    var testDescription: String { regex }
  }

  static let cases = [
    Case(regex: #"\d{2}:\d{2}"#, accepted: ["12:30", "٠١:٢٣"], rejected: ["1:30", "12:30 "]),
    Case(regex: #"(?i)straße"#, accepted: ["STRAẞE", "straße"], rejected: ["strasse"]),
    Case(regex: "(?i:k)b", accepted: ["kb", "Kb", "\u{212A}b"], rejected: ["kB"]),
    Case(regex: #"\p{Greek}+"#, accepted: ["λόγος"], rejected: ["logos", ""]),
    Case(regex: #"\p{Lu}\p{Ll}*"#, accepted: ["Ä", "Über"], rejected: ["über", "ÜB"]),
    Case(regex: #"[^\W\d_]+"#, accepted: ["ab", "字"], rejected: ["a1", "_"]),
    Case(regex: "[[:digit:][:^ascii:]]", accepted: ["7", "é"], rejected: ["x"]),
    Case(regex: ".+", accepted: ["a\r"], rejected: ["a\nb"]),
    Case(regex: "(?s).+", accepted: ["a\nb"], rejected: [""]),
    Case(regex: "(?m)(^a$\n?)+", accepted: ["a\na", "a"], rejected: ["aa"]),
    Case(regex: "(?x) a b # comment\n c", accepted: ["abc"], rejected: ["a b"]),
    Case(regex: #"\x41\u{1F600}\u0042"#, accepted: ["A😀B"], rejected: ["A"]),
    Case(regex: "a{,2}", accepted: ["a{,2}"], rejected: ["aa"]),
    Case(regex: "[]a-]+", accepted: ["]-a"], rejected: ["b"]),
    Case(regex: "a.{3}b", accepted: ["a字é😀b"], rejected: ["axxb"]),
  ]

  @Test("match the whole text", arguments: cases)
  func whole(_ test: Case) throws {
    let rules = try GrammarConstraint(regularExpression: test.regex)
    for text in test.accepted { #expect(rules.allows(text), "\(text)") }
    for text in test.rejected { #expect(!rules.allows(text), "\(text)") }
  }

  @Test(
    "refuse what is not regular, with the column",
    arguments: [
      ("a(?=b)", 2, "lookahead"), ("(?<!a)b", 1, "lookbehind"), (#"(a)\1"#, 4, "back-references"),
      ("a++", 3, "possessive"), ("(?>a)", 1, "atomic"), ("(a", 1, "missing )"),
      ("a)", 2, "unmatched"), ("*a", 1, "repeat"), ("a{3,2}", 2, "below"), ("[z-a]", 3, "order"),
      (#"\p{Nothing}"#, 1, "Nothing"), ("[a&&b]", 3, "operations"), ("ab\\", 3, "nothing after"),
    ])
  func refusals(_ regex: String, _ column: Int, _ reason: String) throws {
    let error = #expect(throws: ConstraintError.self) {
      try GrammarConstraint(regularExpression: regex)
    }
    #expect(error?.problem.hasPrefix("column \(column) ") == true, "\(error?.problem ?? "")")
    #expect(error?.problem.contains(reason) == true, "\(error?.problem ?? "")")
  }

  @Test("refuse what matches no text")
  func empty() {
    #expect(throws: ConstraintError("no text is allowed")) {
      try GrammarConstraint(regularExpression: "a^b")
    }
  }

  @Test("stay small with nested repetition and long chains")
  func large() throws {
    let nested = try GrammarConstraint(regularExpression: "((a{100}){100}){100}")
    #expect(nested.shortestEnd(from: nested.initialState) == 1_000_000)
    let chain = try GrammarConstraint(
      regularExpression: String(repeating: "x?", count: 400) + "y")
    #expect(chain.allows(String(repeating: "x", count: 400) + "y"))
    #expect(!chain.allows(String(repeating: "x", count: 401) + "y"))
    let error = #expect(throws: ConstraintError.self) {
      try GrammarConstraint(regularExpression: #"\b(?:a{1000}){1000}x{1000000}"#)
    }
    #expect(error?.problem.contains("too large") == true)
  }
}
