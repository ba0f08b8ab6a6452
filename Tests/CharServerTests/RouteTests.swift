import CharIO
import CharLM
import CharText
import Foundation
import HTTPTypes
import Testing

@Suite struct RouteTests {
  @Test func `models are listed with their facts`() async throws {
    let server = try TestServer()
    let answer = try await server.send(.get, "/v1/models")
    let models = try #require(try answer.json["data"]?.elements)
    #expect(models.map { $0["id"]?.stringValue } == ["tiny", "other"])
    for model in models {
      #expect(model["object"]?.stringValue == "model")
      #expect(model["owned_by"]?.stringValue != nil && model["created"]?.integerValue != nil)
      #expect(model["meta"]?["n_vocab"]?.integerValue == 12)
      #expect(model["meta"]?["unit"]?.stringValue == "scalar")
    }
    let one = try await server.send(.get, "/v1/models/other")
    #expect(try one.json["id"]?.stringValue == "other")
    let none = try await server.send(.get, "/v1/models/none")
    #expect(none.status == .notFound)
  }

  @Test func `forms are listed by the names that completions accept`() async throws {
    let server = try TestServer()
    let forms = try await server.send(.get, "/v1/forms").json["data"]?.elements ?? []
    #expect(forms.contains { $0["name"]?.stringValue == "haiku" })
    #expect(forms.allSatisfy { $0["summary"]?.stringValue?.isEmpty == false })
  }

  @Test func `tokens and texts are each other's`() async throws {
    let server = try TestServer()
    let answer = try await server.send(
      .post, "/tokenize", "{\"prompt\":\"cab fed\",\"add_special_tokens\":false}")
    let tokens = try TestServer.model().tokenizer.encode("cab fed")
    let given = try answer.json["tokens"]?.elements.compactMap(\.integerValue)
    #expect(given == tokens.map(Int.init))
    #expect(try answer.json["count"]?.integerValue == 7)
    let text = try await server.send(.post, "/detokenize", "{\"tokens\":\(tokens)}")
    #expect(try text.json["prompt"]?.stringValue == "cab fed")
    #expect(try text.json["content"]?.stringValue == "cab fed")
    let pieces = try await server.send(
      .post, "/tokenize", "{\"content\":\"a\",\"with_pieces\":true}")
    #expect(try pieces.json["tokens"]?.elements.first?["piece"]?.stringValue == "a")
  }

  @Test func `the end of a document has a name that is one token`() async throws {
    let server = try TestServer()
    let info = try await server.send(.get, "/tokenizer_info")
    let name = try #require(try info.json["eos_token"]?.stringValue)
    let answer = try await server.send(.post, "/tokenize", "{\"prompt\":\"\(name)\"}")
    #expect(
      try answer.json["tokens"]?.elements.map(\.integerValue) == [
        Int(Vocabulary.documentBoundary)
      ])
  }

  @Test func `a score is that of the library, character by character`() async throws {
    let server = try TestServer()
    let answer = try await server.send(
      .post, "/v1/score",
      "{\"model\":\"tiny\",\"text\":\"bad cab\",\"given\":\"a \",\"alternatives\":3}")
    let json = try answer.json
    let score = try TestServer.model().score("bad cab", given: "a ")
    #expect(json["log_probability"]?.number == score.logProbability)
    #expect(json["perplexity"]?.number == score.perplexity)
    #expect(json["unknown_tokens"]?.integerValue == 0)
    let tokens = json["tokens"]?.elements ?? []
    #expect(tokens.compactMap { $0["text"]?.stringValue }.joined() == "bad cab")
    #expect(tokens.compactMap { $0["offset"]?.integerValue } == Array(0..<7))
    for (token, value) in zip(tokens, score.tokenLogProbabilities) {
      let bits = try #require(token["surprisal"]?.number)
      #expect(abs(bits + value / log(2)) < 1e-4)
      let entropy = try #require(token["entropy"]?.number)
      #expect(entropy > 0 && entropy < log2(12.0) + 1e-9)
      let alternatives = token["alternatives"]?.elements.compactMap { $0["probability"]?.number }
      #expect(alternatives?.count == 3 && alternatives == alternatives?.sorted(by: >))
    }
  }

  @Test func `a score under a mixture is that of the same mixture in the library`() async throws {
    let server = try TestServer()
    let answer = try await server.send(
      .post, "/v1/score",
      "{\"model\":\"tiny\",\"text\":\"bad cab\",\"mix\":[{\"model\":\"other\",\"weight\":0.25}]}")
    let mixture = try MixtureModel([
      MixtureModel.Part(try TestServer.model(), weight: 0.75),
      MixtureModel.Part(try TestServer.model(seed: 2), weight: 0.25),
    ])
    let score = try mixture.score("bad cab")
    let given = try #require(try answer.json["log_probability"]?.number)
    #expect(abs(given - score.logProbability) < 1e-4)
    let alone = try TestServer.model().score("bad cab").logProbability
    #expect(abs(given - alone) > 1e-3)
    let wrong = try await server.send(
      .post, "/v1/score",
      "{\"model\":\"tiny\",\"text\":\"a\",\"mix\":[{\"model\":\"other\",\"weight\":1}]}")
    #expect(wrong.status == .badRequest)
    #expect(try wrong.json["error"]?["param"]?.stringValue == "mix")
  }

  @Test func `two different texts to tokenize are refused`() async throws {
    let server = try TestServer()
    let answer = try await server.send(
      .post, "/tokenize", "{\"content\":\"a\",\"prompt\":\"b\"}")
    #expect(answer.status == .badRequest)
    let same = try await server.send(
      .post, "/tokenize", "{\"content\":\"a\",\"prompt\":\"a\"}")
    #expect(same.status == .ok)
  }

  @Test(arguments: ["~", "a~", "~{", "+", "a+", "\\u001b", "\\u001b$", "\\ud83c\\udffb"])
  func `a text that ends like the start of an escape has a score`(text: String) async throws {
    let server = try TestServer()
    let answer = try await server.send(
      .post, "/v1/score", "{\"model\":\"tiny\",\"text\":\"\(text)\"}")
    #expect(answer.status == .ok)
  }

  @Test func `an empty text has a score`() async throws {
    let server = try TestServer()
    let answer = try await server.send(.post, "/v1/score", "{\"model\":\"tiny\",\"text\":\"\"}")
    #expect(answer.status == .ok)
    #expect(try answer.json["log_probability"]?.number == 0)
    #expect(try answer.json["perplexity"] == .null)
  }

  @Test func `a byte order mark after a context has a place`() async throws {
    let server = try TestServer()
    for given in ["", "a"] {
      let answer = try await server.send(
        .post, "/v1/score",
        "{\"model\":\"tiny\",\"text\":\"\\uFEFFab\",\"given\":\"\(given)\"}")
      #expect(answer.status == .ok)
    }
  }

  @Test func `characters that the model does not know are told`() async throws {
    let server = try TestServer()
    let answer = try await server.send(
      .post, "/v1/score", "{\"model\":\"tiny\",\"text\":\"aéb\"}")
    #expect(try answer.json["unknown_tokens"]?.integerValue == 1)
    let tokens = try answer.json["tokens"]?.elements.compactMap { $0["offset"]?.integerValue }
    #expect(tokens == [0, 1, 2])
  }

  @Test func `metrics count tokens and responses`() async throws {
    let server = try TestServer()
    _ = try await server.complete("\"prompt\":\"abc\",\"max_tokens\":5,\"ignore_eos\":true")
    _ = try await server.send(.get, "/v1/models/none")
    let text = try await server.send(.get, "/metrics").body
    #expect(text.contains("# TYPE charlm:tokens_predicted_total counter\n"))
    #expect(text.contains("charlm:tokens_predicted_total{model=\"tiny\"} 5.0\n"))
    #expect(text.contains("charlm:prompt_tokens_total{model=\"tiny\"} 3.0\n"))
    #expect(text.contains("path=\"/v1/models/{model}\",status=\"404\"}"))
    #expect(text.contains("charlm:http_request_seconds_count{path=\"/v1/completions\"} 1\n"))
  }

  @Test func `the routes are described`() async throws {
    let server = try TestServer()
    let answer = try await server.send(.get, "/openapi.yaml")
    #expect(answer.status == .ok)
    for path in ["/v1/completions:", "/v1/score:", "/tokenize:", "/infill:", "/metrics:"] {
      #expect(answer.body.contains("  \(path)"))
    }
  }
}
