import Foundation
import TestSupport
import Testing

@Suite("accepts")
struct AcceptsTests {
  @Test("says of each text whether it is allowed, and whether it is a start")
  func json() throws {
    let run = try Command(
      ["accepts", "--regex", "-?[0-9]+x", "--json", "-"], input: #"["-1x", "12", "y"]"#)
    #expect(run.status == 0)
    #expect(
      run.output == """
        {"text":"-1x","accepted":true,"prefix_of_accepted":true}
        {"text":"12","accepted":false,"prefix_of_accepted":true}
        {"text":"y","accepted":false,"prefix_of_accepted":false}

        """)
  }

  @Test("reads a text on each line, and a grammar from a file")
  func lines() throws {
    let scratch = try Scratch()
    let grammar = scratch.path("list.gbnf")
    try Data(#"start ::= item ("," item)* item ::= [a-z]+"#.utf8)
      .write(to: URL(fileURLWithPath: grammar))
    let run = try Command(
      ["accepts", "--grammar", grammar, "--root", "start", "--ban", "ab", "-"],
      input: "a,b\nab\nb,\n")
    #expect(run.output == "accepted\ta,b\nrejected\tab\nprefix\tb,\n")
  }

  @Test("ends with status 2 and the place if the constraint is not supported")
  func refused() throws {
    let scratch = try Scratch()
    let schema = scratch.path("schema.json")
    try Data(#"{"items": {"not": {}}}"#.utf8).write(to: URL(fileURLWithPath: schema))
    let run = try Command(["accepts", "--json-schema", schema, "-"], input: "1\n")
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors == "charlm: error: \(schema): #/items/not: is not supported\n")
  }

  @Test("needs one constraint")
  func usage() throws {
    #expect(try Command(["accepts", "-"]).status == 64)
    #expect(try Command(["accepts", "--regex", "a", "--grammar", "b", "-"]).status == 64)
  }

  @Test("Times of what may come next are told for all characters, and near two places")
  func times() throws {
    let texts = ["ab", String(repeating: "ab", count: 60)]
    let input = try String(decoding: JSONEncoder().encode(texts), as: UTF8.self)
    let run = try Command(
      ["accepts", "--regex", "(ab)*", "--times", "--json", "-"], input: input)
    #expect(run.status == 0, "\(run.errors)")
    let object = try run.object
    #expect(
      Set(object.keys) == ["compilation_seconds", "all", "near_100", "near_5000"])
    let all = try #require(object["all"] as? [String: Any])
    #expect(all["characters"] as? Int == 122)
    let median = try #require(all["median_seconds"] as? Double)
    #expect(try median > 0 && median <= #require(all["percentile_99_seconds"] as? Double))
    #expect((object["near_100"] as? [String: Any])?["characters"] as? Int == 40)
    #expect(object["near_5000"] is NSNull)
    let lines = try Command(["accepts", "--regex", "(ab)*", "--times", "-"], input: "abab\n").output
    #expect(lines.hasPrefix("all characters: median ") && lines.hasSuffix(" µs, of 4\n"))
    for input in ["", "abc\n"] {
      expectFailure(
        try Command(["accepts", "--regex", "(ab)*", "--times", "-"], input: input),
        "nothing to time")
    }
  }
}
