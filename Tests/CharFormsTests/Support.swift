import CharForms
import Testing

/// Random numbers that are the same in every run.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
  }

  mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }
}

/// All texts over some letters, up to a length.
func texts(over letters: [String], upTo length: Int) -> [String] {
  var all = [""]
  var last = [""]
  for _ in 0..<length {
    last = last.flatMap { text in letters.map { text + $0 } }
    all += last
  }
  return all
}

/// Constraints of all kinds.
struct Sample: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var make: @Sendable () throws -> any Constraint

  init(_ name: String, _ make: @escaping @Sendable () throws -> any Constraint) {
    testDescription = name
    self.make = make
  }

  static let json = """
    root ::= value
    value ::= object | array | "\\"" [a-z]* "\\"" | [0-9]+ | "null"
    object ::= "{" (pair ("," pair)*)? "}"
    pair ::= "\\"" [a-z]{1,3} "\\":" value
    array ::= "[" (value ("," value)*)? "]"
    """

  static let schema = """
    {"type": "object", "properties": {"name": {"type": "string", "minLength": 2},
     "age": {"type": "integer", "minimum": 18, "maximum": 120},
     "children": {"type": "array", "items": {"$ref": "#"}, "maxItems": 2}}, "required": ["name"]}
    """

  static let all = [
    Sample("regex") { try GrammarConstraint(regularExpression: "(ab|c)*d{2,5}[^x]?") },
    Sample("boundaries") { try GrammarConstraint(regularExpression: #"\w+(\b \b\w+)*\.$"#) },
    Sample("copies") { try GrammarConstraint(regularExpression: "((x?y){3,40}z){1,30}") },
    Sample("json grammar") { try GrammarConstraint(gbnf: json) },
    Sample("ambiguous grammar") {
      try GrammarConstraint(gbnf: #"root ::= "a" root "b" | "a" root "c" | "a" | "aa" root?"#)
    },
    Sample("schema") { try GrammarConstraint(jsonSchema: schema) },
    Sample("schema with space") { try GrammarConstraint(jsonSchema: schema, whiteSpace: 3) },
    Sample("any JSON") { try GrammarConstraint(jsonSchema: "true") },
    Sample("banned") { try BannedPhrases(["ab", "b c", "no"], ignoringCase: true) },
    Sample("required") {
      try GrammarConstraint.anyText.and(required: ["abc", "cab"], banned: ["bb"])
    },
    Sample("grammar and phrases") {
      try GrammarConstraint(gbnf: json).and(required: ["null", "12"], banned: ["[["])
    },
  ]
}
