import CharForms
import Testing

@Suite("Swift functions")
struct SwiftFunctionTests {
  @Test("random functions have matching brackets, and none gets stuck")
  func randomTexts() throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    var dice = Dice(seed)
    let form = SwiftFunction()
    let rules = try form.constraint()
    let shortest = try #require(rules.shortestEnd(from: rules.initialState))
    for _ in 0..<100 {
      let text = try randomText(rules, upTo: shortest + dice.below(400), &dice)
      #expect(form.faults(in: text) == [], "seed \(seed): \(text)")
    }
  }

  static let functions = [
    "func f(){}", "public func sum(_ a: [Int]) -> Int {\n  a.reduce(0) { $0 + $1 }\n}",
    "func g<T: P>(x: T = T()) throws -> String {\n  // a ) here\n  return \"} \\(x) \\(h(\"a\")) {\"\n}",
    "func h() {\n  /* { * / ( **/\n  let a = b / c\n}",
  ]

  @Test("functions are allowed", arguments: functions)
  func allowed(_ text: String) throws {
    #expect(SwiftFunction().faults(in: text) == [])
    #expect(try SwiftFunction().constraint().allows(text))
  }

  @Test(
    "other texts are not",
    arguments: [
      "func f(){", "func f(){}}", "func f(){ (] }", "func f(){ \"}", "func f(){ \"\n\" }",
      "func f(){}\n", "func f() {\n  // }",
    ])
  func refused(_ text: String) throws {
    #expect(SwiftFunction().faults(in: text) != [])
    #expect(try !SwiftFunction().constraint().allows(text))
  }

  @Test("brackets are nested no deeper than the form says")
  func depth() throws {
    let form = SwiftFunction(depth: 2)
    let rules = try form.constraint()
    #expect(rules.allows("func f(){[]}"))
    #expect(form.faults(in: "func f(){[]}") == [])
    #expect(!rules.allows("func f(){[()]}"))
    #expect(form.faults(in: "func f(){[()]}").map(\.rule) == ["depth"])
  }
}
