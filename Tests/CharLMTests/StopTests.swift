import CharLM
import CharText
import Testing

/// A model that is certain of a script, whatever it reads; then of the end.
struct ScriptedModel: AutoregressiveModel {
  let tokenizer: Tokenizer
  let script: [Token]

  init(_ text: String, _ tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
    script = tokenizer.tokens(of: text)
  }

  func initialState() -> Int { -1 }

  func advance(_ state: inout Int, with token: Token, logits: inout [Float]) {
    state += 1
    guard !logits.isEmpty else { return }
    for i in logits.indices { logits[i] = -1000 }
    logits[Int(state < script.count ? script[state] : Vocabulary.documentBoundary)] = 1000
    logits[Int(Vocabulary.unknown)] = 2000
  }
}

@Suite("Stop strings")
struct StopTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var script: String
    var stops: [String]
    var text: String
    var finishReason = FinishReason.stop
    var length = 100

    var testDescription: String { "\(script.debugDescription) \(stops)" }
  }

  static let cases = [
    Case(script: "hello world", stops: ["wor"], text: "hello "),
    Case(script: "hello", stops: ["h"], text: ""),
    Case(script: "hello", stops: ["o"], text: "hell"),
    Case(script: "hello", stops: ["hello!"], text: "hello", finishReason: .end),
    Case(script: "hello", stops: [], text: "hello", finishReason: .end),
    Case(script: "hello", stops: [""], text: "hello", finishReason: .end),
    Case(script: "hello", stops: ["lo"], text: "hel", finishReason: .length, length: 3),
    Case(script: "hello", stops: ["lo"], text: "hell", finishReason: .length, length: 4),
    // A match that fails, with one inside of it or right after.
    Case(script: "aaaab.", stops: ["aab"], text: "aa"),
    Case(script: "ababac", stops: ["abac"], text: "ab"),
    Case(script: "User: x\nUs: y\nUser: z", stops: ["\nUser:"], text: "User: x\nUs: y"),
    // The stop that starts first.
    Case(script: "abcdef", stops: ["de", "cd"], text: "ab"),
    Case(script: "abcdef", stops: ["bcdx", "cd"], text: "ab"),
    // A short stop inside a long one that never comes.
    Case(script: "xabc", stops: ["abcd", "c"], text: "xab"),
    Case(script: "xabc", stops: ["abcd", "b"], text: "xa", finishReason: .stop, length: 4),
    Case(script: "naïve «é»", stops: ["é»"], text: "naïve «"),
    Case(script: "naïve «é»", stops: ["è"], text: "naïve «é»", finishReason: .end),
  ]

  @Test("text ends before the first stop string, byte by byte", arguments: cases)
  func bytes(_ test: Case) throws {
    // é is two tokens; lengths count tokens.
    let tokenizer = Tokenizer(configuration: TextConfiguration(unit: .byte), vocabulary: .bytes)
    try check(test, tokenizer)
  }

  @Test("text ends before the first stop string, character by character", arguments: cases)
  func scalars(_ test: Case) throws {
    let (tokenizer, _) = try CorpusReader(text: test.script).build(TextConfiguration())
    try check(test, tokenizer)
  }

  private func check(_ test: Case, _ tokenizer: Tokenizer) throws {
    var options = GenerationOptions()
    options.stops = test.stops
    options.length = test.length
    var generation = try ScriptedModel(test.script, tokenizer).generate("", options)
    var pieces: [String] = []
    while let piece = generation.next() { pieces.append(piece) }
    #expect(pieces.joined() == test.text)
    #expect(pieces.allSatisfy { !$0.isEmpty && !$0.contains("\u{FFFD}") })
    #expect(generation.finishReason == test.finishReason)
    #expect(generation.next() == nil)
  }

  @Test("text that cannot be the start of a stop string is not held back")
  func streaming() throws {
    let (tokenizer, _) = try CorpusReader(text: "abcd").build(TextConfiguration())
    var options = GenerationOptions()
    options.stops = ["cx"]
    let pieces = Array(try ScriptedModel("abcd", tokenizer).generate("", options))
    #expect(pieces == ["a", "b", "cd"])
  }
}
