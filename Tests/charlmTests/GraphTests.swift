import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("charlm graph")
struct GraphTests {
  private let example = ["graph", "(a+b)*(b+1)", "--at", "a=2", "--at", "b=1"]

  @Test("draws values, edges and derivatives as a tree, a shared node once")
  func tree() throws {
    let command = try Command(example + ["--forward", "b"])
    #expect(command.status == 0, "\(command.errors)")
    let expected = """
      node           value  edge  ∂v3/∂node  ∂node/∂b
      v3 = v1 × v2       6                1         5
      ├─ v1 = a + b      3     2          2         1
      │  ├─ a            2     1          2         0
      │  └─ b            1     1          5         1
      └─ v2 = b + 1      2     3          3         1
         └─ b ↑                1

      """
    #expect(command.output.hasPrefix(expected), "\(command.output)")
    #expect(command.output.contains("↑: the same node as above"))
  }

  @Test("prints one JSON object with nodes in an order in which operands come first")
  func json() throws {
    let object = try Command(
      ["graph", "c = a + b; d = b + 1; e = c*d", "--at", "a=2", "--at", "b=1", "--json"]
    ).object
    #expect(object["result"] as? String == "e")
    #expect(object["value"] as? Double == 6)
    #expect(object["gradient"] as? [String: Double] == ["a": 2, "b": 5])
    let nodes = try #require(object["nodes"] as? [[String: Any]])
    #expect(nodes.compactMap { $0["name"] as? String } == ["a", "b", "c", "d", "e"])
    #expect(nodes.compactMap { $0["reverse"] as? Double } == [2, 5, 2, 3, 1])
    #expect(nodes[2]["label"] as? String == "c = a + b")
    let edges = try #require(nodes[4]["edges"] as? [[String: Any]])
    #expect(edges.compactMap { $0["from"] as? String } == ["c", "d"])
    #expect(edges.compactMap { $0["derivative"] as? Double } == [2, 3])
    #expect(nodes[0]["forward"] == nil)
  }

  private func value(_ formula: String, _ flags: String...) throws -> Double {
    try #require(
      Command(["graph", "--json"] + flags + ["--", formula]).object["value"] as? Double)
  }

  @Test("reads formulas as mathematics does")
  func grammar() throws {
    for (formula, expected) in [
      ("2+3*4", 14), ("2-3-4", -5), ("12/3/2", 2), ("2^3^2", 512), ("-2^2", -4), ("2^-1", 0.5),
      ("--3", 3), ("(1+2)*3", 9), ("2*-3", -6), ("1.5e2 + .5", 150.5), ("max(2, 3) - 1", 2),
      ("sqrt(16)", 4), ("exp(0) + log(1) + tanh(0) + sin(0) + cos(0)", 2), ("relu(-2)", 0),
      ("sigmoid(0)", 0.5), ("α = 3; α × α ÷ 9 · 5 − 1;", 4), ("x_1 = 2; x_1*x_1", 4),
      ("softplus(0) / log(2)", 1),
    ] {
      #expect(try value(formula) == expected, "\(formula)")
    }
    #expect(try value("β^2 + e", "--at", "β=-3", "--at=e=1e1") == 19)
  }

  @Test("stores equal parts once, and numbers names of its own around those given")
  func shared() throws {
    let object = try Command(
      ["graph", "v1*(x+1) + exp(x+1)", "--at", "x=0", "--at", "v1=2", "--json"]
    ).object
    let nodes = try #require(object["nodes"] as? [[String: Any]])
    #expect(
      nodes.compactMap { $0["label"] as? String } == [
        "v1", "x", "v2 = x + 1", "v3 = v1 × v2", "v4 = exp(v2)", "v5 = v3 + v4",
      ])
    #expect(try #require(object["gradient"] as? [String: Double])["x"] == 2 + exp(1))
  }

  @Test("has null in JSON for what is not finite")
  func infinite() throws {
    let object = try Command(["graph", "log(x)", "--at", "x=-1", "--json"]).object
    #expect(object["value"] is NSNull)
    #expect(try Command(["graph", "1/0"]).output.contains("inf"))
  }

  @Test(
    "points at what is wrong in a formula",
    arguments: [
      ("(a + ) * b", 6, "expected a number, a name or (, but found )"),
      ("2 a", 3, "expected an operator or the end, but found a"), ("", 1, "found the end"),
      ("a + c", 5, "c has no value; give --at c=NUMBER"),
      ("(a", 3, "expected ), but found the end"),
      ("a # b", 3, "# means nothing here"), ("1.2.3", 1, "1.2.3 is no number"),
      ("1e999", 1, "too large"), ("cot(a)", 1, "no function cot; there are exp, log"),
      ("exp a", 5, "expected ( after the function exp"), ("max(a)", 6, "max takes two numbers"),
      ("exp = 2", 1, "exp has a meaning already"), ("c=1; c=2; c", 6, "c has a meaning already"),
      ("a = 3; a", 0, "--at: the result does not depend on a variable a"),
    ])
  func errors(_ formula: String, _ column: Int, _ message: String) throws {
    let command = try Command(["graph", formula, "--at", "a=2"])
    expectRefusal(command, message)
    if column > 0 {
      let caret = "\n  " + String(repeating: " ", count: column - 1) + "^"
      #expect(command.errors.contains("column \(column): "), "\(command.errors)")
      #expect(command.errors.contains(caret), "\(command.errors)")
    }
  }

  @Test("refuses flags that make no sense")
  func flags() throws {
    expectRefusal(try Command(["graph", "a", "--at", "a=2", "--at", "a=3"]), "a two values")
    for text in ["a", "a=", "a=x", "a=nan", "a=inf"] {
      expectRefusal(try Command(["graph", "a", "--at", text]), "--at")
    }
    expectRefusal(
      try Command(["graph", "a", "--at", "a=2", "--forward", "b"]),
      "--forward: the result does not depend on a variable b; its variables: a")
    expectRefusal(try Command(["graph", "1", "--at", "a=2"]), "its variables: none")
    expectFailure(
      try Command(["graph", "1", "--svg", "/nowhere/at/all.svg"]), "/nowhere/at/all.svg")
  }

  @Test("refuses what cannot be looked at, without a crash")
  func limits() throws {
    let deep = String(repeating: "(", count: 100_000) + "1"
    expectRefusal(try Command(["graph", deep]), "more than 100 parts inside each other")
    let minus = "0" + String(repeating: "-", count: 100_000) + "1"
    expectRefusal(try Command(["graph", minus]), "more than 100 parts inside each other")
    let long = "a" + (0..<300).map { "*(a+\($0))" }.joined()
    expectRefusal(try Command(["graph", long, "--at", "a=1"]), "more than 200 nodes")
    let chain = "a" + String(repeating: "*a", count: 199)
    let command = try Command(["graph", chain, "--at", "a=1", "--svg", "/dev/null/x"])
    expectFailure(command, "/dev/null/x")
  }

  @Test(
    "writes a picture in which no two boxes overlap and every edge goes up",
    arguments: [
      "(a+b)*(b+1)", "a*a*a*a", "exp(a)*sin(b) + a/(b + exp(a)) - max(a, b)^2*a", "a", "3",
      "c = a*b; d = c + a; e = d*c + b; f = e*a - c; f*b + e*d",
      "s = (a+1)*(a+2)*(a+3)*(b+1)*(b+2)*(b+3); s + a*b*s + sigmoid(a + b*s)",
    ])
  func picture(_ formula: String) throws {
    let scratch = try Scratch()
    let path = scratch.path("graph.svg")
    let values = ["a", "b"].filter(formula.contains).flatMap { ["--at", "\($0)=1.25"] }
    let command = try Command(["graph", formula, "--svg", path] + values)
    #expect(command.status == 0, "\(command.errors)")
    let picture = try Picture(scratch.data("graph.svg"))
    let nodes = try Command(["graph", formula, "--json"] + values).object["nodes"]
    #expect(picture.boxes.count == (nodes as? [Any])?.count)
    #expect(picture.texts.contains { $0.contains("∂") } == (formula != "3"))
    for (i, a) in picture.boxes.enumerated() {
      for b in picture.boxes[..<i] {
        let apart =
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y
          || b.y + b.height <= a.y
        #expect(apart, "\(a) and \(b)")
      }
      #expect(a.x >= 0 && a.x + a.width <= picture.width && a.y >= 0)
    }
    for path in picture.paths {
      // The numbers of a path are x, y, x, y, …
      let heights = path.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
      #expect(heights == heights.sorted(by: >), "\(path)")
    }
  }
}

/// What an SVG file shows.
private final class Picture: NSObject, XMLParserDelegate {
  struct Box { var x, y, width, height: Double }

  var width = 0.0
  var boxes: [Box] = []
  var paths: [[Double]] = []
  var texts: [String] = []

  init(_ data: Data) throws {
    super.init()
    let parser = XMLParser(data: data)
    parser.delegate = self
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    func number(_ key: String) -> Double { attributes[key].flatMap { Double($0) } ?? .nan }
    switch name {
    case "svg": width = number("width")
    case "rect" where attributes["rx"] != nil:
      boxes.append(
        Box(x: number("x"), y: number("y"), width: number("width"), height: number("height")))
    case "path" where attributes["class"] == "edge":
      paths.append(
        (attributes["d"] ?? "").split { !"0123456789.-".contains($0) }.compactMap { Double($0) })
    case "text": texts.append("")
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if !texts.isEmpty { texts[texts.count - 1] += string }
  }
}
