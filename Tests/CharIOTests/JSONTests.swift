import CharIO
import Testing

/// JSON is read strictly and written in two ways; what is written is read as what it was.
@Suite("JSON")
struct JSONTests {
  private static let value = JSON.object([
    ("null", .null), ("flag", .bool(true)), ("whole", -12), ("half", .number(0.5)),
    ("text", "a \"b\" \\ /\n\r\t\u{1}\u{7F} 中 🙂"), ("empty", .array([])),
    ("list", [1, "two", .array([3])].list), ("names", .object([("é", 1), ("e\u{301}", 2)])),
  ])

  @Test("a value is on one line, with short escapes")
  func line() {
    let text = #"{"a":["\n\r\t\u0001\u007f\"\\",1,0.5,null],"b":{},"c":[]}"#
    let value = JSON.object([
      ("a", ["\n\r\t\u{1}\u{7F}\"\\", 1, .number(0.5), .number(.infinity)].list),
      ("b", .object([] as [JSON.Member])), ("c", .array([])),
    ])
    #expect(value.text == text)
  }

  @Test("an indented value has a line for each part, and numbers for control characters")
  func indented() {
    let value = JSON.object([("a", ["\n", 1].list), ("b", .array([]))])
    #expect(
      String(decoding: value.indented, as: UTF8.self)
        == "{\n  \"a\": [\n    \"\\u000a\",\n    1\n  ],\n  \"b\": []\n}\n")
  }

  @Test("objects with few or many members have no name twice", arguments: [2, 16, 17, 40])
  func duplicates(_ count: Int) throws {
    let members = (0..<count).map { ("m\($0)", JSON.null) }
    #expect(try JSON(parsing: Array(JSON.object(members).text.utf8)) == JSON.object(members))
    for copy in [0, count / 2, count - 1] {
      let text = JSON.object(members + [members[copy]]).text
      #expect(throws: JSON.SyntaxError.self) { try JSON(parsing: Array(text.utf8)) }
    }
  }

  @Test("both ways of writing are read back as the value")
  func roundTrip() throws {
    #expect(try JSON(parsing: Array(Self.value.text.utf8)) == Self.value)
    #expect(try JSON(parsing: Self.value.indented) == Self.value)
    #expect(Self.value["whole"]?.integerValue == -12)
    #expect(Self.value["names"]?["e\u{301}"]?.integerValue == 2)
    #expect(Self.value["flag"]?.stringValue == nil && Self.value["none"] == nil)
  }

  @Test(
    "bytes that are not JSON are an error at their place",
    arguments: [
      ("", 0), ("{", 1), ("[1,]", 3), ("01", 2), ("[1] 2", 4), ("\"a\u{1}\"", 2), ("\"\\q\"", 3),
      ("\"ab", 3), ("{\"a\":1,\"a\":2}", 10), ("\"\\ud800\"", 7), ("nul", 0),
    ])
  func damage(text: String, offset: Int) {
    let error = #expect(throws: JSON.SyntaxError.self) { try JSON(parsing: Array(text.utf8)) }
    #expect(error?.offset == offset)
  }

  @Test("bytes that are not UTF-8 are an error where they start")
  func invalid() {
    let quote = UInt8(ascii: "\"")
    for bytes: [UInt8] in [[0xFF], [0xE4, 0xB8], [0xC0, 0x80], [0xED, 0xA0, 0x80]] {
      let text = Array("[\"a 中".utf8) + bytes + [quote, UInt8(ascii: "]")]
      let error = #expect(throws: JSON.SyntaxError.self) { try JSON(parsing: text) }
      #expect(error?.offset == 7 && error?.problem == "not valid UTF-8")
    }
  }

  @Test("half a surrogate pair is an error or U+FFFD, a whole one is its character")
  func surrogates() throws {
    let half = Array(#""\ud83dx""#.utf8)
    #expect(throws: JSON.SyntaxError.self) { try JSON(parsing: half) }
    #expect(try JSON(parsing: half, replacesSurrogates: true) == "\u{FFFD}x")
    #expect(try JSON(parsing: Array(#""\ud83d\ude42""#.utf8)) == "🙂")
  }
}

extension [JSON] {
  fileprivate var list: JSON { .array(self) }
}
