import CharForms
import CharLM
import CharText
import Testing

@Suite("Constraints by the names of their files")
struct NamedConstraintTests {
  private static let files = [
    "ab.gbnf": "root ::= \"ab\" [a-z]+\nother ::= \"x\"\n", "bad.gbnf": "root ::= \"ab\" [a-z\n",
    "words.txt": "cab\nbad\n", "bad.json": "{\"type\": \"strange\"}", "bad.yaml": "kind: none\n",
  ]

  private struct NoFile: Error {}

  private static func read(_ path: String) throws -> String {
    guard let text = files[path] else { throw NoFile() }
    return text
  }

  private func allows(_ constraint: NamedConstraint, _ text: String) throws -> Bool? {
    var files = InputFiles()
    func check(_ rules: some Constraint) -> Bool { rules.check(text).isAllowed }
    return try constraint.compiled(reading: &files, with: Self.read).map { check($0.rules) }
  }

  @Test("Expressions, grammars, rules of them and phrases are read and joined")
  func compiled() throws {
    var constraint = NamedConstraint()
    #expect(try allows(constraint, "x") == nil && !constraint.isWhole)
    constraint.regex = "a+"
    #expect(try allows(constraint, "aa") == true && allows(constraint, "ab") == false)
    (constraint.regex, constraint.grammar) = (nil, "ab.gbnf")
    #expect(try constraint.isWhole && allows(constraint, "abc") == true)
    constraint.root = "other"
    #expect(try allows(constraint, "x") == true && allows(constraint, "abc") == false)
    constraint = NamedConstraint()
    (constraint.wishes.banned, constraint.banFile) = (["dog"], "words.txt")
    #expect(try !constraint.isWhole && allows(constraint, "a boat") == true)
    for text in ["a dog", "a cab", "too bad"] { #expect(try allows(constraint, text) == false) }
  }

  @Test("Files are read once, and kept for a receipt")
  func files() throws {
    var constraint = NamedConstraint()
    (constraint.grammar, constraint.banFile) = ("ab.gbnf", "words.txt")
    var (files, count) = (InputFiles(), 0)
    for _ in 0..<2 {
      _ = try constraint.compiled(reading: &files) { path in
        count += 1
        return try Self.read(path)
      }
    }
    #expect(count == 2 && files.files.map(\.path) == ["words.txt", "ab.gbnf"])
  }

  @Test("Errors have the file and the place in it")
  func errors() throws {
    var constraint = NamedConstraint()
    func message() throws -> String {
      let error = try #require(throws: ConstraintError.self) { try allows(constraint, "x") }
      return constraint.message(error)
    }
    constraint.grammar = "bad.gbnf"
    #expect(try message().hasPrefix("bad.gbnf:1:"))
    (constraint.grammar, constraint.jsonSchema) = (nil, "bad.json")
    #expect(try message().hasPrefix("bad.json: "))
    (constraint.jsonSchema, constraint.regex) = (nil, "a[")
    #expect(try message() == "column 2 of the regular expression: missing ]")
    (constraint.regex, constraint.grammar) = (nil, "none.gbnf")
    #expect(throws: NoFile.self) { try allows(constraint, "x") }
    (constraint.grammar, constraint.form) = (nil, "no such form")
    let error = try #require(throws: NamedFormError.self) { try allows(constraint, "x") }
    #expect(error.description == "no such form is neither a form nor a file")
  }
}
