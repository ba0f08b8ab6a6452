import CharForms
import Testing

@Suite("JSON Schemas")
struct JSONSchemaTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var schema: String
    var accepted: [String]
    var rejected: [String]

    var testDescription: String { schema }
  }

  static let cases = [
    Case(
      schema: "true", accepted: ["1", "[{}]", #"{"a": "\u00e9\ud83d\ude00"}"#],
      rejected: ["", "tru", #""\ud83d""#]),
    Case(
      schema: #"{"type": ["integer", "null"]}"#, accepted: ["0", "-12", "null"],
      rejected: ["1.5", "01", "\"1\""]),
    Case(
      schema: #"{"type": "number"}"#, accepted: ["0", "-0.5", "1e+10", "12.50E3"],
      rejected: ["1.", ".5", "+1", "00"]),
    Case(
      schema: #"{"enum": ["a\"b", 1.5, [1, {"x": null}]]}"#,
      accepted: [#""a\"b""#, "1.5", #"[1,{"x": null}]"#], rejected: ["1", "[1]"]),
    Case(
      schema: #"{"type": "string", "enum": ["one", 2]}"#, accepted: ["\"one\""], rejected: ["2"]),
    Case(
      schema: #"{"enum": [3, 8, 40], "minimum": 5, "maximum": 30}"#, accepted: ["8"],
      rejected: ["3", "40"]),
    Case(
      schema: #"{"type": "string", "minLength": 2, "maxLength": 3}"#,
      accepted: [#""ab""#, #""\n\u0041é""#, #""😀\ud83d\ude00""#],
      rejected: [#""a""#, #""abcd""#, #""\ud83d\ude00""#]),
    Case(
      schema: #"{"type": "string", "pattern": "b+", "maxLength": 4}"#,
      accepted: [#""b""#, #""a\"b!""#], rejected: [#""a""#, #""abbbb""#]),
    Case(
      schema: #"{"pattern": "^\\d\\w$"}"#, accepted: [#""1a""#],
      rejected: [#""٠a""#, #""1é""#, #""x1a""#]),
    Case(
      schema:
        #"{"properties": {"a": {"type": "null"}, "b": {"type": "boolean"}}, "required": ["b"]}"#,
      accepted: [#"{"b":true}"#, #"{"a": null, "b": false}"#],
      rejected: ["{}", #"{"a": null}"#, #"{"b": true, "a": null}"#, #"{"b": true, "c": 1}"#]),
    Case(
      schema: #"""
        {"properties": {"a": {"type": "null"}}, "additionalProperties": {"type": "integer"},
         "minProperties": 1, "maxProperties": 2}
        """#,
      accepted: [#"{"a": null}"#, #"{"aa": 1, "": 2}"#, #"{"a": null, "b": 3}"#],
      rejected: ["{}", #"{"a": 1}"#, #"{"b": null}"#, #"{"a": null, "b": 1, "c": 2}"#]),
    Case(
      schema: #"""
        {"patternProperties": {"^x": {"type": "integer"}, "y$": {"minimum": 5}},
         "additionalProperties": false}
        """#,
      accepted: ["{}", #"{"x1": 0}"#, #"{"xy": 7}"#],
      rejected: [#"{"xy": 2}"#, #"{"z": 1}"#, #"{"x": 1.5}"#]),
    Case(
      schema: #"{"type": "object", "propertyNames": {"maxLength": 2}}"#,
      accepted: [#"{"ab": []}"#], rejected: [#"{"abc": 1}"#]),
    Case(
      schema:
        #"{"prefixItems": [{"type": "null"}, {"const": 7}], "items": {"type": "boolean"}, "maxItems": 3}"#,
      accepted: ["[null,7]", "[null, 7, true]"],
      rejected: ["[]", "[null]", "[null,7,8]", "[null,7,true,true]"]),
    Case(
      schema: #"{"items": {"type": "integer"}, "minItems": 2, "maxItems": 3}"#,
      accepted: ["[1,2]", "[1, 2, 3]"], rejected: ["[1]", "[1,2,3,4]", "[1,,2]"]),
    Case(
      schema:
        #"{"anyOf": [{"type": "integer", "maximum": 3}, {"type": "string"}], "minimum": 2, "maxLength": 1}"#,
      accepted: ["2", "3", "\"x\""], rejected: ["1", "4", "\"xy\""]),
    Case(
      schema: #"""
        {"oneOf": [{"properties": {"kind": {"const": "a"}, "n": {"type": "integer"}}, "required": ["kind"]},
                   {"properties": {"kind": {"const": "b"}}, "required": ["kind"]}]}
        """#,
      accepted: [#"{"kind": "a", "n": 1}"#, #"{"kind": "b"}"#],
      rejected: [#"{"kind": "b", "n": 1}"#]),
    Case(
      schema: #"{"allOf": [{"type": "integer", "minimum": 10}, {"maximum": 12, "multipleOf": 2}]}"#,
      accepted: ["10", "12"], rejected: ["11", "8", "14"]),
    Case(
      schema: ##"""
        {"$ref": "#/$defs/a~1b",
         "$defs": {"a/b": {"properties": {"next": {"$ref": "#"}}, "required": []}}}
        """##,
      accepted: ["{}", #"{"next": {"next": {}}}"#], rejected: [#"{"next": 1}"#]),
    Case(
      schema: #"{"format": "date"}"#, accepted: [#""2024-02-29""#, #""2000-02-29""#],
      rejected: [#""2023-02-29""#, #""1900-02-29""#, #""2024-04-31""#]),
    Case(
      schema: #"{"format": "ipv4"}"#, accepted: [#""0.10.255.3""#],
      rejected: [#""256.1.1.1""#, #""01.1.1.1""#]),
  ]

  @Test("have valid texts only", arguments: cases)
  func texts(_ test: Case) throws {
    let rules = try GrammarConstraint(jsonSchema: test.schema)
    for text in test.accepted { #expect(rules.allows(text), "\(text)") }
    for text in test.rejected { #expect(!rules.allows(text), "\(text)") }
  }

  @Test("allow white space up to a number of characters")
  func whiteSpace() throws {
    let schema = #"{"properties": {"a": {"items": {"type": "null"}}}}"#
    let compact = try GrammarConstraint(jsonSchema: schema)
    let loose = try GrammarConstraint(jsonSchema: schema, whiteSpace: 2)
    #expect(compact.allows(#"{"a": [null, null]}"#))
    #expect(!compact.allows(#"{ "a": [null]}"#) && !compact.allows(#"{"a":  [null]}"#))
    #expect(loose.allows("{ \n\"a\"\t:  [ null ,\n null ]  }"))
    #expect(!loose.allows("{   \"a\": []}") && !loose.allows("{\"a\": []} "))
  }

  @Test("have the numbers of a range", arguments: 1...40)
  func ranges(_ seed: Int) throws {
    var dice = Dice(UInt64(seed))
    func bound() -> Double? {
      dice.below(4) == 0 ? nil : Double(dice.below(600) - 300) / [1, 1, 10, 4][dice.below(4)]
    }
    let (low, high) = (bound(), bound())
    let (exclusive, isInteger, divisor) = (
      dice.below(2) == 0, dice.below(2) == 0, 1 + dice.below(7)
    )
    func isValid(_ number: Double) -> Bool {
      (low.map { exclusive ? number > $0 : number >= $0 } ?? true)
        && (high.map { number <= $0 } ?? true)
        && (!isInteger || (number.rounded() == number && Int(number) % divisor == 0))
    }
    var members =
      isInteger ? [#""type": "integer""#, "\"multipleOf\": \(divisor)"] : [#""type": "number""#]
    if let low { members.append("\"\(exclusive ? "exclusiveMinimum" : "minimum")\": \(low)") }
    if let high { members.append("\"maximum\": \(high)") }
    let schema = "{\(members.joined(separator: ", "))}"
    let hundredths = Array(stride(from: -31_000, through: 31_000, by: isInteger ? 100 : 25))
    let valid = hundredths.filter { isValid(Double($0) / 100) }
    do {
      let rules = try GrammarConstraint(jsonSchema: schema)
      for value in hundredths {
        let sign = value < 0 ? "-" : ""
        var text = "\(sign)\(abs(value) / 100)"
        let cents = abs(value) % 100
        if cents > 0 { text += ".\(cents < 10 ? "0" : "")\(cents)" }
        #expect(rules.allows(text) == isValid(Double(value) / 100), "\(schema) with \(text)")
      }
    } catch {
      #expect(error.problem == "no text is allowed" && valid.isEmpty, "\(schema): \(error)")
    }
  }

  @Test(
    "are refused with the path of what is not supported",
    arguments: [
      (#"{"properties": {"a/b": {"uniqueItems": true}}}"#, "#/properties/a~1b/uniqueItems"),
      (#"{"not": {}}"#, "#/not"), (#"{"items": {"$ref": "other.json"}}"#, "#/items/$ref"),
      (#"{"oneOf": [{"minimum": 1}, {"maximum": 5}]}"#, "#/oneOf"),
      (#"{"format": "color"}"#, "#/format"), (#"{"pattern": "(?=a)"}"#, "#/pattern"),
      (#"{"multipleOf": 0.01}"#, "#/multipleOf"), (#"{"if": {}, "then": {}}"#, "#/if"),
      (##"{"$ref": "#/$defs/none"}"##, "#/$ref"), (#"{"minLength": -1}"#, "#/minLength"),
      (#"{"anyOf": [{"contains": {}}]}"#, "#/anyOf/0/contains"),
      (##"{"type": "object", "anyOf": [{"$ref": "#"}]}"##, "#/anyOf"),
      (##"{"anyOf": [{"$ref": "#"}, {"type": "null"}]}"##, "#/anyOf/0"),
      (#"{"maxProperties": 9223372036854775807}"#, "#/maxProperties"),
      (#"{"maxLength": 1e300}"#, "#/maxLength"),
    ])
  func refusals(_ schema: String, _ path: String) throws {
    let error = #expect(throws: ConstraintError.self) { try GrammarConstraint(jsonSchema: schema) }
    #expect(error?.place == .path(path), "\(error.map { "\($0)" } ?? "")")
  }

  @Test("are refused with the place where they are not JSON")
  func notJSON() {
    let error = #expect(throws: ConstraintError.self) {
      try GrammarConstraint(jsonSchema: "{\n  \"é\": x}")
    }
    #expect(error?.place == .position(line: 2, column: 8))
  }
}
