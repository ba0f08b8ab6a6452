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

  @Test("has null in JSON for what is not finite")
  func infinite() throws {
    let object = try Command(["graph", "log(x)", "--at", "x=-1", "--json"]).object
    #expect(object["value"] is NSNull)
    #expect(try Command(["graph", "1/0"]).output.contains("inf"))
  }

  @Test("points at what is wrong in a formula, and says which flag helps")
  func errors() throws {
    let command = try Command(["graph", "a + c", "--at", "a=2"])
    expectRefusal(command, "column 5: c has no value; give --at c=NUMBER")
    #expect(command.errors.contains("\n  a + c\n      ^"), "\(command.errors)")
    expectRefusal(
      try Command(["graph", "a = 3; a", "--at", "a=2"]),
      "--at: the result does not depend on a variable a")
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
