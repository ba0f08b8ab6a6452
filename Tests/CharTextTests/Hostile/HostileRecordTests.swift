import CharText
import Testing

/// Lines that are no records.
@Suite struct HostileRecordTests {
  /// A line, the byte that is wrong, and what is said.
  static let notJSON: [(String, Int, String)] = [
    ("{", 1, "expected a name in quotes"), ("}", 0, "expected a value"),
    ("[", 1, "it ends too early"), ("]", 0, "expected a value"),
    ("\"", 1, "unterminated text"),
    ("{\"text\"", 7, "expected a colon"), ("{\"text\":", 8, "it ends too early"),
    ("{\"text\":}", 8, "expected a value"), ("{\"text\" \"a\"}", 8, "expected a colon"),
    ("{\"text\":\"a\",}", 12, "expected a name in quotes"),
    ("{\"text\":\"a\" \"b\":1}", 12, "expected a comma or }"),
    ("{\"text\":\"a}", 11, "unterminated text"),
    ("{'text':'a'}", 1, "expected a name in quotes"),
    ("{text:\"a\"}", 1, "expected a name in quotes"),
    ("{\"text\":\"a\"}}", 12, "there is data after its end"),
    ("{\"text\":\"a\"}{\"text\":\"b\"}", 12, "there is data after its end"),
    ("{\"text\":\"a\"},", 12, "there is data after its end"),
    ("{\"text\":nul}", 8, "expected null"), ("{\"text\":True}", 8, "expected a value"),
    ("{\"text\":NaN}", 8, "expected a value"), ("{\"text\":01}", 10, "expected a value"),
    ("{\"text\":-}", 9, "expected a value"), ("{\"text\":1.}", 10, "expected digits"),
    ("{\"text\":1e}", 10, "expected digits"), ("{\"text\":.5}", 8, "expected a value"),
    ("{\"text\":+1}", 8, "expected a value"), ("{\"text\":0x10}", 9, "expected a comma or }"),
    ("{\"text\":[1,]}", 11, "expected a value"), ("{\"text\":[1 2]}", 11, "expected a comma or ]"),
    ("{\"text\":\"\\x41\"}", 11, "invalid escape"),
    ("{\"text\":\"\\u12\"}", 11, "invalid escape"),
    ("{\"text\":\"\\u12G4\"}", 11, "invalid escape"),
    ("{\"text\":\"\\", 10, "it ends too early"), ("{\"text\":\"\\u00", 11, "it ends too early"),
    ("{\"text\":\"\\ud83d\"}", 15, "a lone surrogate"),
    ("{\"text\":\"\\ude00\"}", 15, "a lone surrogate"),
    ("{\"text\":\"\\ude00\\ud83d\"}", 15, "a lone surrogate"),
    ("{\"text\":\"\\ud83d\\ud83d\\ude00\"}", 15, "a lone surrogate"),
    ("{\"text\":\"\\ud83dx\"}", 15, "a lone surrogate"),
    ("{\"text\":\"\\ud83d\\n\"}", 15, "a lone surrogate"),
    ("{\"text\":\"a\u{0}b\"}", 10, "a control character in a text"),
    ("{\"text\":\"a\u{1F}\"}", 10, "a control character in a text"),
    ("{\"text\":\"a\", \"text\":\"b\"}", 19, "a duplicate name in an object"),
    ("{\"a\":{\"b\":1,\"b\":2},\"text\":\"a\"}", 15, "a duplicate name in an object"),
    ("// text", 0, "expected a value"), ("a,b,c", 0, "expected a value"),
    ("\u{0}", 0, "expected a value"), ("\u{FEFF}{}", 0, "expected a value"),
    ("{\"text\":" + String(repeating: "[", count: 70), 71, "it is nested too deeply"),
    (String(repeating: "{\"a\":", count: 70), 320, "it is nested too deeply"),
  ]

  /// A record without a text, and what is said.
  static let notText: [(String, String)] = [
    ("null", "null instead of an object"), ("true", "true instead of an object"),
    ("3.25", "3.25 instead of an object"), ("\"text\"", "\"text\" instead of an object"),
    ("[]", "an array instead of an object"),
    ("{\"Text\":\"a\"}", "no field \"text\"; it has \"Text\""),
    ("{\"te\\u0078t \":\"a\"}", "no field \"text\"; it has \"text \""),
    ("{\"\":\"a\"}", "no field \"text\"; it has \"\""),
    ("{\"text\":false}", "the field \"text\" is false, not a text"),
    ("{\"text\":1e400}", "the field \"text\" is 1e400, not a text"),
    ("{\"text\":{\"text\":\"a\"}}", "the field \"text\" is an object, not a text"),
  ]

  static let count = notJSON.count + notText.count

  private let folder: Folder
  init() throws { folder = try Folder() }

  private func expect(_ line: String, _ problem: String) throws {
    let path = try folder.write("a.jsonl", "{\"text\":\"good\"}\n\n\(line)\n{\"text\":\"good\"}\n")
    let error = CorpusError.badRecord(file: path, line: 3, problem: problem)
    #expect(throws: error, "\(line)") { try CorpusReader(paths: [path]).build(TextConfiguration()) }
    #expect(error.description.hasPrefix("\(path):3: \(problem); a record of JSON is "))
  }

  @Test("A line that is no JSON is an error with file, line and byte")
  func lines() throws {
    for (line, byte, problem) in Self.notJSON {
      try expect(line, "byte \(byte) of the line: not JSON: \(problem)")
    }
  }

  @Test("A record that has no text is an error that says what it has")
  func records() throws {
    for (line, problem) in Self.notText { try expect(line, problem) }
  }

  @Test("Text in other forms is what it says")
  func accepted() throws {
    let path = try folder.write(
      "a.jsonl",
      "\u{FEFF}{\"te\\u0078t\":\"a\\u0000\"}\r\n \t{\"text\":\"\\ud83d\\ude00\"} \n"
        + "{\"x\":" + String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
        + ",\"text\":\"deep\"}\n{\"text\":\"<doc>\"}")
    let (tokenizer, corpus) = try CorpusReader(paths: [path], chunkSize: 3).build(
      TextConfiguration())
    #expect(tokenizer.decode(corpus.tokens) == "a\u{0}😀deep<doc>")
    #expect(corpus.statistics.documents == 4)
  }
}
