import CharIO
import CharLM
import CharServer
import CharText
import Foundation
import HTTPTypes
import Testing

@Suite struct CompletionTests {
  @Test func `a completion is the text that the model generates with the same options`()
    async throws
  {
    let server = try TestServer()
    let answer = try await server.complete(
      "\"prompt\":\"abc\",\"max_tokens\":20,\"seed\":7,\"n\":3")
    var options = GenerationOptions()
    options.length = 20
    options.sampling.temperature = 1
    options.sampling.seed = 7
    let expected = try TestServer.model().generate("abc", options, count: 3).map(\.text)
    #expect(answer.texts == expected)
    #expect(answer["object"]?.stringValue == "text_completion")
    #expect(answer["usage"]?["prompt_tokens"]?.integerValue == 3)
    #expect(answer["choices"]?.elements.map { $0["index"]?.integerValue } == [0, 1, 2])
  }

  @Test func `a text does not depend on the others that are generated at the same time`()
    async throws
  {
    let server = try TestServer()
    let alone = try await server.complete("\"prompt\":\"ab\",\"max_tokens\":60,\"seed\":3").texts
    try await withThrowingTaskGroup(of: [String].self) { group in
      for number in 0..<40 {
        group.addTask {
          let seed = number % 4 == 0 ? 3 : number
          let prompt = number % 4 == 0 ? "ab" : "hgf"
          let texts = try await server.complete(
            "\"prompt\":\"\(prompt)\",\"max_tokens\":\(number % 4 == 0 ? 60 : number),\"seed\":\(seed)"
          ).texts
          return number % 4 == 0 ? texts : []
        }
      }
      for try await texts in group where !texts.isEmpty { #expect(texts == alone) }
    }
  }

  @Test func `requests that find a place at once are not refused`() async throws {
    let server = try TestServer {
      $0.limits.lanes = 64
      $0.limits.queue = 1
    }
    let lengths = try await withThrowingTaskGroup(of: Int.self) { group in
      for seed in 0..<60 {
        group.addTask {
          try await server.complete(
            "\"prompt\":\"ab\",\"max_tokens\":9,\"ignore_eos\":true,\"seed\":\(seed)"
          ).texts.map(\.count).reduce(0, +)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(lengths == [Int](repeating: 9, count: 60))
  }

  @Test func `the pieces of a stream are the whole text`() async throws {
    let server = try TestServer()
    let members = "\"prompt\":[\"a\",\"bc\"],\"n\":2,\"max_tokens\":30,\"seed\":5"
    let whole = try await server.complete(members).texts
    let stream = try await server.send(
      .post, "/v1/completions",
      "{\"model\":\"tiny\",\(members),\"stream\":true,\"stream_options\":{\"include_usage\":true}}")
    #expect(stream.headers[.contentType] == "text/event-stream")
    var texts = [String](repeating: "", count: 4)
    var ends = [Int](repeating: 0, count: 4)
    let events = try stream.events
    for event in events {
      for choice in event["choices"]?.elements ?? [] {
        let index = try #require(choice["index"]?.integerValue)
        texts[index] += try #require(choice["text"]?.stringValue)
        if choice["finish_reason"] != .null { ends[index] += 1 }
      }
    }
    #expect(texts == whole)
    #expect(ends == [1, 1, 1, 1])
    #expect(events.last?["choices"]?.elements.isEmpty == true)
    #expect(events.last?["usage"]?["prompt_tokens"]?.integerValue == 3)
    #expect(events.dropLast().allSatisfy { $0["usage"] == .null })
  }

  @Test func `the body of lm-evaluation-harness gets the log-probabilities of a score`()
    async throws
  {
    let server = try TestServer()
    let tokenizer = try TestServer.model().tokenizer
    let texts = ["abc bad fed", "hag", "cab\nbad"]
    let tokens = try texts.map { [Vocabulary.documentBoundary] + (try tokenizer.encode($0)) }
    let answer = try await server.complete(
      "\"prompt\":\(tokens),\"temperature\":0,\"max_tokens\":1,\"logprobs\":1,\"seed\":1234,\"echo\":true"
    )
    let choices = try #require(answer["choices"]?.elements)
    #expect(choices.count == texts.count)
    for ((choice, text), ids) in zip(zip(choices, texts), tokens) {
      let values = try #require(choice["logprobs"]?["token_logprobs"]?.elements)
      let top = try #require(choice["logprobs"]?["top_logprobs"]?.elements)
      #expect(values.count == ids.count + 1)
      #expect(values[0] == .null && top[0] == .null)
      // The first entry is the boundary, of which nothing is known.
      let score = try TestServer.model().score(text)
      #expect(values[1..<ids.count].compactMap(\.number) == score.tokenLogProbabilities)
      for (value, alternatives) in zip(values, top).dropFirst() {
        guard case .object(let members) = alternatives else { continue }
        #expect(members.contains { $0.value == value })
      }
      // The token that follows is the likeliest.
      #expect(values.last?.number == top.last.flatMap(Self.largest))
    }
  }

  private static func largest(_ alternatives: JSON) -> Double? {
    guard case .object(let members) = alternatives else { return nil }
    return members.compactMap(\.value.number).max()
  }

  @Test func `tokens, their places and the text fit together`() async throws {
    let server = try TestServer()
    let answer = try await server.complete(
      "\"prompt\":\"ab c\",\"max_tokens\":12,\"logprobs\":2,\"seed\":2,\"echo\":true,\"ignore_eos\":true"
    )
    let choice = try #require(answer["choices"]?.elements.first)
    let text = try #require(choice["text"]?.stringValue)
    let tokens = choice["logprobs"]?["tokens"]?.elements.compactMap(\.stringValue)
    let offsets = choice["logprobs"]?["text_offset"]?.elements.compactMap(\.integerValue)
    #expect(text.hasPrefix("ab c") && text.count == 16)
    #expect(tokens?.joined() == text)
    #expect(offsets == Array(0..<16))
    let alone = try await server.complete(
      "\"prompt\":\"ab c\",\"max_tokens\":12,\"logprobs\":2,\"seed\":2,\"ignore_eos\":true")
    let logprobs = alone["choices"]?.elements.first?["logprobs"]
    #expect(logprobs?["text_offset"]?.elements.compactMap(\.integerValue) == Array(4..<16))
  }

  @Test func `an echo without tokens is the prompt alone`() async throws {
    let server = try TestServer()
    let answer = try await server.complete("\"prompt\":\"bad\",\"echo\":true,\"max_tokens\":0")
    #expect(answer.texts == ["bad"])
    let scored = try await server.complete(
      "\"prompt\":\"bad\",\"echo\":true,\"max_tokens\":0,\"logprobs\":0")
    let values = scored["choices"]?.elements.first?["logprobs"]?["token_logprobs"]?.elements
    #expect(values?.count == 3 && values?.first == .null)
  }

  @Test func `a stop string ends a text and is not part of it, nor are its tokens`() async throws {
    let server = try TestServer()
    let members =
      "\"prompt\":\"a\",\"max_tokens\":200,\"seed\":11,\"logprobs\":0,\"ignore_eos\":true"
    let whole = try #require(try await server.complete(members).texts.first)
    let stop = String(whole.dropFirst(20).prefix(2))
    let end = try #require(whole.range(of: stop)).lowerBound
    let answer = try await server.complete("\(members),\"stop\":[\"\(stop.escaped)\"]")
    #expect(answer.texts == [String(whole[..<end])])
    let choice = answer["choices"]?.elements.first
    #expect(choice?["finish_reason"]?.stringValue == "stop")
    let tokens = choice?["logprobs"]?["tokens"]?.elements.compactMap(\.stringValue).joined()
    #expect(tokens == String(whole[..<end]))
  }

  @Test func `the best of several texts are those whose tokens are likeliest on average`()
    async throws
  {
    let server = try TestServer()
    let answer = try await server.complete(
      "\"prompt\":\"a\",\"max_tokens\":20,\"seed\":4,\"n\":2,\"best_of\":6")
    var options = GenerationOptions()
    options.length = 20
    options.sampling.temperature = 1
    options.sampling.seed = 4
    let best = try TestServer.model().generate("a", options, count: 6).best(2) { $0.score() }
    #expect(answer.texts == best.map(\.text))
  }

  @Test func `temperature 0 takes the likeliest token`() async throws {
    let server = try TestServer()
    let first = try await server.complete("\"prompt\":\"a\",\"max_tokens\":20,\"temperature\":0")
    let second = try await server.complete(
      "\"prompt\":\"a\",\"max_tokens\":20,\"temperature\":0,\"seed\":99")
    #expect(first.texts == second.texts)
  }

  @Test func `a text keeps to a regular expression, and to banned and required phrases`()
    async throws
  {
    let server = try TestServer()
    let answer = try await server.complete(
      "\"prompt\":\"\",\"max_tokens\":12,\"regex\":\"[ab]{3}c{2,4}\",\"n\":5,\"seed\":1")
    for text in answer.texts { #expect(text.wholeMatch(of: /[ab]{3}c{2,4}/) != nil) }
    let phrases = try await server.complete(
      "\"prompt\":\"\",\"max_tokens\":30,\"must\":[\"head\"],\"ban\":[\"a\\n\"],\"n\":5,\"seed\":1")
    for text in phrases.texts { #expect(text.contains("head") && !text.contains("a\n")) }
  }

  @Test func `a bias of -100 forbids a token`() async throws {
    let server = try TestServer()
    let tokenizer = try TestServer.model().tokenizer
    let token = try tokenizer.encode("a")[0]
    let answer = try await server.complete(
      "\"prompt\":\"b\",\"max_tokens\":200,\"seed\":1,\"logit_bias\":{\"\(token)\":-100}")
    #expect(answer.texts.allSatisfy { !$0.contains("a") })
  }

  @Test func `a mixture generates what the same mixture generates in the library`() async throws {
    let server = try TestServer()
    let answer = try await server.complete(
      "\"prompt\":\"a\",\"max_tokens\":40,\"seed\":6,\"mix\":[{\"model\":\"other\",\"weight\":0.25}]"
    )
    let mixture = try MixtureModel([
      MixtureModel.Part(try TestServer.model(), weight: 0.75),
      MixtureModel.Part(try TestServer.model(seed: 2), weight: 0.25),
    ])
    var options = GenerationOptions()
    options.length = 40
    options.sampling.temperature = 1
    options.sampling.seed = 6
    #expect(answer.texts == [try mixture.generate("a", options).text])
  }

  @Test func `the text between a prompt and a suffix is filled from both sides`() async throws {
    let server = try TestServer(backward: true)
    let answer = try await server.complete(
      "\"prompt\":\"ab\",\"suffix\":\"cd\",\"max_tokens\":4,\"n\":2")
    #expect(answer.texts.count == 2)
    #expect(answer.texts.allSatisfy { (1...4).contains($0.count) })
    let llama = try await server.send(
      .post, "/infill",
      "{\"input_prefix\":\"ab\",\"input_suffix\":\"cd\",\"n_predict\":4,\"temperature\":0}")
    #expect(try llama.json["content"]?.stringValue == answer.texts[0])
  }

  @Test(arguments: [
    ("\"regex\":\"b[ab]c\"", "b[ab]c"), ("\"grammar\":\"root ::= \\\"a\\\" [b-d]+\"", "a[b-d]+"),
    ("\"must\":[\"fed\"]", ".*fed.*"), ("\"ban\":[\"a\",\"b\",\"c\"]", "[d-h ]+"),
    ("\"must\":\"gag\",\"ban\":[\"e\"],\"regex\":\".*\"", "[^e]*gag[^e]*"),
    ("\"stop\":[\"a\",\"b\"]", "[^ab]+"), ("\"stop\":\"h\",\"ban\":\"g\"", "[^gh]+"),
  ])
  func `a constraint binds fillings, those that are searched for and those that are drawn`(
    members: String, pattern: String
  ) async throws {
    let server = try TestServer(backward: true)
    let regex = try Regex(pattern)
    for temperature in [0, 1] {
      let body = "\"temperature\":\(temperature),\"seed\":2,\"max_tokens\":6,\(members)"
      let answer = try await server.complete(
        "\"prompt\":\"ab\",\"suffix\":\"cd\",\"n\":3,\(body)")
      #expect(!answer.texts.isEmpty)
      for text in answer.texts { #expect(text.wholeMatch(of: regex) != nil, "\(text)") }
      let llama = try await server.send(
        .post, "/infill",
        "{\"input_prefix\":\"ab\",\"input_suffix\":\"cd\",\(body)}")
      let content = try #require(try llama.json["content"]?.stringValue, "\(llama.body)")
      #expect(content.wholeMatch(of: regex) != nil, "\(content)")
    }
  }

  @Test func `penalties count all tokens that were drawn, or a window of recent ones`()
    async throws
  {
    let server = try TestServer()
    func start(_ prompt: String) -> String {
      "\"prompt\":\"\(prompt)\",\"max_tokens\":150,\"temperature\":0,\"frequency_penalty\":0.3,"
        + "\"presence_penalty\":0.4,\"ignore_eos\":true"
    }
    var options = GenerationOptions()
    options.length = 150
    options.sampling.temperature = 0
    options.sampling.frequencyPenalty = 0.3
    options.sampling.presencePenalty = 0.4
    let bias = LogitBias([Vocabulary.documentBoundary: -.infinity])
    var texts: [String] = []
    // Without a prompt, all tokens of a text that is shorter than the window were drawn.
    let windows = ["", ",\"repetition_window\":64", ",\"repeat_last_n\":1000"]
    for (window, members) in zip([nil, 64, 1000], windows) {
      options.sampling.repetitionWindow = window ?? 1000
      for prompt in ["", "aabb"] where window != nil || prompt.isEmpty {
        let expected = try TestServer.model().generate(prompt, options, processors: [bias]).text
        #expect(try await server.complete(start(prompt) + members).texts == [expected])
      }
      texts += try await server.complete(start("aabb") + members).texts
    }
    #expect(Set(texts).count == 3)
  }
}

extension String {
  /// The text as it stands in JSON.
  var escaped: String { replacing("\n", with: "\\n") }
}
