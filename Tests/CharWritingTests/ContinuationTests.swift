import CharForms
import CharLM
import CharText
import CharWriting
import Testing

@Suite("Continuations to choose from")
struct ContinuationTests {
  @Test("Grains end after a character, a word or a line")
  func grains() {
    func end(_ grain: WritingGrain, _ text: String) -> Int? { grain.end(in: Array(text)) }
    #expect(end(.character, "ab") == 1 && end(.character, "") == nil)
    #expect(end(.word, " the old") == 4)
    #expect(end(.word, " the") == nil)
    #expect(end(.word, "sea, and") == 4)
    #expect(end(.word, "山水有清音，不") == 6)
    #expect(end(.word, "音。” 不") == 3)
    #expect(end(.word, "sea山") == 3)
    #expect(end(.line, "\nthe sea\nand") == 8)
    #expect(end(.line, "the sea") == nil)
    #expect(end(.text, "the sea\n") == nil)
    #expect(Set(sequence(first: WritingGrain.character) { $0.next }.prefix(4)).count == 4)
  }

  @Test("A part is accepted, and the suggestions that go on from it are left")
  func accepting() {
    var suggestions = Suggestions([" the old sea", " the sea", " a boat"])
    let (word, rest) = suggestions.accepting(.word)
    #expect(word == " the" && rest?.candidates == [" old sea", " sea"])
    #expect(suggestions.accepting(nil).text == " the old sea")
    #expect(suggestions.accepting(nil).rest == nil)
    suggestions.choose(by: -1)
    #expect(suggestions.text == " a boat")
    #expect(
      suggestions.accepting(.character).rest?.candidates == ["the old sea", "the sea", "a boat"])
    #expect(suggestions.accepting(.character).rest?.text == "a boat")
    #expect(suggestions.following(" a")?.text == " boat")
    #expect(suggestions.following("x") == nil)
    suggestions.choose(by: 1)
    #expect(suggestions.text == " the old sea")
  }

  /// A model that knows each character after each other one.
  private let model: CountingModel

  init() throws { model = try CountingModel() }

  @Test(
    "Three different continuations come, and others the next time", arguments: WritingGrain.allCases
  )
  func different(_ grain: WritingGrain) throws {
    var options = GenerationOptions()
    options.length = 30
    var request = ContinuationRequest("ab", options, grain: grain)
    let first = try model.continuations(request)
    #expect(first.count == 3 && Set(first).count == 3)
    if grain == .character { #expect(first.allSatisfy { $0.count == 1 }) }
    request.known = Set(first)
    request.options.sampling.seed = 1
    #expect(Set(try model.continuations(request)).isDisjoint(with: first))
    #expect(try model.continuations(request) { true }.isEmpty)
  }

  @Test("A phrase is in every continuation, however small the grain")
  func required() throws {
    var options = GenerationOptions()
    options.length = 30
    for grain in WritingGrain.allCases {
      let rules = try GrammarConstraint.anyText.and(
        required: ["cab"], banned: [], ignoringCase: false)
      let texts = try model.continuations(
        ContinuationRequest("a", options, grain: grain, constraint: rules))
      #expect(!texts.isEmpty && texts.allSatisfy { $0.contains("cab") }, "\(grain)")
    }
  }

  @Test("A form is continued from what is written of it")
  func started() throws {
    let rules = try GrammarConstraint(regularExpression: "abc+ab")
    var options = GenerationOptions()
    options.length = 12
    let rest = try StartedConstraint(rules, after: "abc")
    var request = ContinuationRequest("abc", options, grain: .text, constraint: rest)
    request.isWhole = true
    let texts = try model.continuations(request)
    #expect(!texts.isEmpty && texts.allSatisfy { rules.allows("abc" + $0) })
    request.grain = .character
    #expect(try Set(model.continuations(request)).isSubset(of: ["a", "c"]))
    #expect(throws: ConstraintError.self) { try StartedConstraint(rules, after: "abd") }
    let done = try StartedConstraint(rules, after: "abcab")
    request.constraint = done
    #expect(try model.continuations(request).isEmpty)
  }

  @Test("A model reads what belongs to its document")
  func prompts() throws {
    let document = TextDocument("one\n\ntwo\nthree")
    func prompt(_ boundary: DocumentBoundary, limit: Int = 100) throws -> String {
      document.prompt(for: try CountingModel(boundary).tokenizer, limit: limit)
    }
    #expect(try prompt(.line) == "three")
    #expect(try prompt(.paragraph) == "two\nthree")
    #expect(try prompt(.file) == document.text)
    #expect(try prompt(.file, limit: 3) == "ree")
  }
}
