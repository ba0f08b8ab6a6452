import CharText
import Foundation
import TestSupport
import Testing

@Suite struct TokenizerFileTests {
  private func build(_ configuration: TextConfiguration) throws -> Tokenizer {
    try CorpusReader(text: Samples.mixed).build(configuration).tokenizer
  }

  private let small = TextConfiguration()

  private func smallFile() throws -> String {
    let (tokenizer, _) = try CorpusReader(text: "ab\n\"\\é").build(small)
    return String(decoding: try tokenizer.huggingFaceJSON(), as: UTF8.self)
  }

  private func read(_ json: String, _ configuration: TextConfiguration) throws -> Tokenizer {
    try Tokenizer(huggingFaceJSON: Data(json.utf8), configuration: configuration)
  }

  @Test("A tokenizer file is read back as it was", arguments: Samples.configurations)
  func roundTrip(configuration: TextConfiguration) throws {
    var configuration = configuration
    for lineEnds in LineEnds.allCases {
      configuration.lineEnds = lineEnds
      configuration.stripsByteOrderMark = lineEnds == .lf
      let tokenizer = try build(configuration)
      let data = try tokenizer.huggingFaceJSON()
      let read = try Tokenizer(huggingFaceJSON: data, configuration: configuration)
      #expect(read == tokenizer)
      #expect(try read.huggingFaceJSON() == data)
    }
  }

  @Test("The file is JSON that other programs can read")
  func foundationReads() throws {
    let data = try build(small).huggingFaceJSON()
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let model = try #require(object["model"] as? [String: Any])
    #expect(model["type"] as? String == "WordLevel")
    #expect(model["unk_token"] as? String == "<unk>")
    #expect((object["added_tokens"] as? [Any])?.isEmpty == true)
  }

  @Test("A file of another unit or normalization is refused")
  func otherConfiguration() throws {
    let json = try smallFile()
    #expect(throws: TokenizerError.self) { try read(json, TextConfiguration(unit: .grapheme)) }
    #expect(throws: TokenizerError.self) { try read(json, TextConfiguration(unit: .byte)) }
    #expect(throws: TokenizerError.self) { try read(json, TextConfiguration(normalization: .nfc)) }
    #expect(throws: TokenizerError.self) { try read(json, TextConfiguration(foldsCase: true)) }
  }

  @Test(
    "A vocabulary that is not as specified is refused",
    arguments: [
      ("\"a\": 5", "\"a\": 6"),  // an id twice
      ("\"a\": 5", "\"a\": 9"),  // not dense
      ("\"a\": 5", "\"a\": -1"), ("\"a\": 5", "\"a\": 5.5"), ("\"a\": 5", "\"a\": \"5\""),
      ("\"a\": 5", "\"a\": 99999999999999999999"),
      ("\"a\": 5", "\"ab\": 5"),  // two units
      ("\"a\": 5", "\"\": 5"), ("\"a\": 5", "\"b\": 5"),
      ("\"<doc>\": 1", "\"<end>\": 1"), ("\"<unk>\": 0", "\"a\": 0"),
      ("WordLevel", "BPE"), ("\"unk_token\": \"<unk>\"", "\"unk_token\": \"<doc>\""),
      ("\"added_tokens\": []", "\"added_tokens\": [1]"), ("Isolated", "Removed"),
      ("\"vocab\"", "\"words\""), ("\"model\"", "\"mode\""),
    ])
  func wrongVocabulary(original: String, changed: String) throws {
    let json = try smallFile()
    #expect(json.contains(original))
    let damaged = json.replacingOccurrences(of: original, with: changed)
    #expect(throws: TokenizerError.self) { try read(damaged, small) }
  }

  @Test(
    "What is not JSON is refused",
    arguments: [
      "", " ", "{", "[", "nul", "{\"a\":}", "{\"a\" 1}", "{a:1}", "[1,]", "\"\\x\"", "\"\\ud800\"",
      "\"\\ud800\\u0041\"", "\"\\u12", "\"a", "01", "-", "1e", "1.", "{} {}", "\"\n\"", "[1 2]",
      "\u{FEFF}{}", "{\"a\":1,\"a\":1}", "{}", "[]", "null", "1",
    ])
  func notJSON(text: String) {
    #expect(throws: TokenizerError.self) { try read(text, small) }
  }

  @Test("Deep nesting and bytes that are not UTF-8 are refused")
  func nesting() {
    #expect(throws: TokenizerError.notJSON(offset: 64, problem: "it is nested too deeply")) {
      try read(String(repeating: "[", count: 100_000), small)
    }
    #expect(throws: TokenizerError.notJSON(offset: 1, problem: "not valid UTF-8")) {
      try Tokenizer(huggingFaceJSON: Data([0x22, 0xFF, 0x22]), configuration: small)
    }
  }

  @Test("Canonically equivalent names stay apart, and escapes are understood")
  func names() throws {
    let text = "é e\u{301}\u{0}\u{7F}\"\\/😀"
    let configuration = TextConfiguration(unit: .grapheme)
    let (tokenizer, _) = try CorpusReader(text: text).build(configuration)
    var json = String(decoding: try tokenizer.huggingFaceJSON(), as: UTF8.self)
    json = json.replacingOccurrences(of: "😀", with: "\\uD83D\\ude00")
    json = json.replacingOccurrences(of: "\"/\"", with: "\"\\/\"")
    #expect(try read(json, configuration) == tokenizer)
  }

  @Test("Two hundred damaged files give an error or a tokenizer, never a crash")
  func damage() throws {
    var generator = SeededGenerator(state: 42)
    for configuration in [
      TextConfiguration(), TextConfiguration(unit: .grapheme, normalization: .nfc),
      TextConfiguration(unit: .byte, foldsCase: true),
    ] {
      let original = Array(try build(configuration).huggingFaceJSON())
      var errors = 0
      for round in 0..<200 {
        var damaged = original
        for _ in 0...(round % 4) {
          let index = Int.random(in: 0..<damaged.count, using: &generator)
          switch round % 5 {
          case 0: damaged[index] = UInt8.random(in: 0...255, using: &generator)
          case 1: damaged.removeLast(damaged.count - max(index, 1))
          case 2: damaged.remove(at: index)
          case 3: damaged.insert(contentsOf: damaged[index...].prefix(40), at: index)
          default: damaged[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
          }
        }
        do {
          let tokenizer = try Tokenizer(
            huggingFaceJSON: Data(damaged), configuration: configuration)
          _ = try tokenizer.decode(tokenizer.encode(Samples.mixed))
        } catch let error as TokenizerError {
          #expect(!error.description.isEmpty)
          errors += 1
        }
      }
      #expect(errors > 100)
    }
  }
}
