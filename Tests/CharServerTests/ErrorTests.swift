import CharIO
import CharServer
import HTTPTypes
import Testing

@Suite struct ErrorTests {
  /// Members that are wrong, and the member that the error names.
  static let wrong: [(members: String, parameter: String?)] = [
    ("\"prompt\":5", "prompt"), ("\"prompt\":[]", "prompt"), ("\"prompt\":[\"a\",[1]]", nil),
    ("\"prompt\":[1.5]", "prompt"), ("\"prompt\":[999]", "prompt"),
    ("\"prompt\":[[-1]]", "prompt"), ("\"prompt\":[[\"a\"]]", "prompt"),
    ("\"max_tokens\":-1", "max_tokens"), ("\"max_tokens\":\"7\"", "max_tokens"),
    ("\"max_tokens\":1e99", "max_tokens"), ("\"n\":0", "n"), ("\"n\":129", "n"),
    ("\"n\":2.5", "n"), ("\"n\":4,\"best_of\":2", "best_of"),
    ("\"best_of\":3,\"stream\":true", "best_of"), ("\"temperature\":3", "temperature"),
    ("\"temperature\":\"hot\"", "temperature"), ("\"temperature\":[]", "temperature"),
    ("\"top_p\":2", "top_p"), ("\"top_k\":1.5", "top_k"), ("\"min_p\":7", "min_p"),
    ("\"presence_penalty\":5", "presence_penalty"),
    ("\"frequency_penalty\":-5", "frequency_penalty"), ("\"stream\":1", "stream"),
    ("\"stream_options\":[]", "stream_options"), ("\"echo\":\"yes\"", "echo"),
    ("\"logprobs\":true", "logprobs"), ("\"logprobs\":1000", "logprobs"),
    ("\"stop\":5", "stop"), ("\"stop\":[1]", "stop"), ("\"seed\":1.5", "seed"),
    ("\"logit_bias\":[1]", "logit_bias"), ("\"logit_bias\":{\"x\":1}", "logit_bias"),
    ("\"logit_bias\":{\"1\":200}", "logit_bias.1"), ("\"logit_bias\":{\"99\":1}", "logit_bias"),
    ("\"regex\":\"(\"", "regex"), ("\"regex\":\"a{1000}\"", "regex"), ("\"regex\":5", "regex"),
    ("\"grammar\":\"root ::= missing\"", "grammar"), ("\"json_schema\":\"{\"", "json_schema"),
    ("\"form\":\"no-such-form\"", "form"), ("\"form\":\"/etc/passwd\"", "form"),
    ("\"form\":{}", "form.name"), ("\"regex\":\"a\",\"grammar\":\"root ::= \\\"a\\\"\"", "grammar"),
    ("\"must\":5", "must"), ("\"ban\":[\"\"]", "ban"), ("\"must\":[\"xyz\"]", "must"),
    ("\"mix\":5", "mix"), ("\"mix\":[{\"model\":\"other\"}]", "mix[0].weight"),
    ("\"mix\":[{\"model\":\"no\",\"weight\":0.5}]", "model"),
    ("\"mix\":[{\"model\":\"other\",\"weight\":1}]", "mix"), ("\"max_copy\":5", "max_copy"),
    ("\"condition\":\"x\"", "condition"), ("\"suffix\":5", "suffix"),
    ("\"suffix\":\"a\",\"echo\":true", "suffix"), ("\"samplers\":\"no;such\"", "samplers"),
    ("\"mirostat_tau\":-1", "mirostat_tau"), ("\"dry_multiplier\":\"a\"", "dry_multiplier"),
    ("\"mirostat\":1", "mirostat"), ("\"root\":\"a\"", "root"),
    ("\"json_whitespace\":1", "json_whitespace"), ("\"ban_ignore_case\":true", "ban_ignore_case"),
    ("\"stream_options\":{\"include_usage\":true}", "stream_options"),
    ("\"guided_regex\":\"a\"", "guided_regex"), ("\"min_tokens\":3", "min_tokens"),
    ("\"response_format\":{\"type\":\"json_object\"}", "response_format"),
    ("\"suffix\":\"a\",\"form\":\"haiku\"", "form"),
    ("\"suffix\":\"a\",\"logit_bias\":{\"3\":1}", "logit_bias"),
    ("\"suffix\":\"a\",\"frequency_penalty\":1", "frequency_penalty"),
    ("\"suffix\":\"a\",\"temperature\":1,\"top_p\":0.5", "top_p"),
    ("\"suffix\":\"a\",\"logprobs\":1", "suffix"), ("\"suffix\":\"a\",\"prompt\":[2]", "prompt"),
    ("\"suffix\":\"a\",\"regex\":\"a{30}\"", "regex"), ("\"suffix\":\"a\",\"must\":[\"xyz\"]", nil),
  ]

  /// Members as clients of other servers send them, which change nothing.
  static let neutral = [
    "\"frequency_penalty\":0,\"presence_penalty\":0.0,\"top_p\":1,\"top_k\":-1,\"min_p\":0",
    "\"user\":\"u\",\"logit_bias\":{},\"logprobs\":null,\"stop\":null,\"suffix\":null,\"best_of\":1",
    "\"min_tokens\":0,\"use_beam_search\":false,\"stop_token_ids\":[],\"guided_json\":null",
    "\"grammar\":\"\",\"mirostat\":0,\"mirostat_tau\":5,\"mirostat_eta\":0.1,\"typ_p\":1",
    "\"dynatemp_range\":0,\"dry_multiplier\":0,\"repeat_penalty\":1,\"no_such_member\":[1]",
    "\"stream\":false,\"stream_options\":null,\"response_format\":{\"type\":\"text\"},\"do_sample\":true",
  ]

  @Test func `members that change nothing are accepted, with a suffix too`() async throws {
    let server = try TestServer()
    let start = "\"prompt\":\"ab\",\"seed\":3,\"max_tokens\":8"
    let plain = try await server.complete(start).texts
    let filled = try await server.complete("\(start),\"suffix\":\"cd\"").texts
    for members in Self.neutral {
      #expect(try await server.complete("\(start),\(members)").texts == plain, "\(members)")
      guard !members.contains("suffix") else { continue }
      let texts = try await server.complete("\(start),\"suffix\":\"cd\",\(members)").texts
      #expect(texts == filled, "\(members)")
    }
  }

  @Test func `what the route of one filling cannot do is refused`() async throws {
    let server = try TestServer()
    for (members, parameter) in [
      ("\"n\":2", "n"), ("\"suffix\":\"a\"", "suffix"), ("\"echo\":true", "suffix"),
      ("\"form\":\"haiku\"", "form"), ("\"n_predict\":\"a\"", "n_predict"),
      ("\"temperature\":1,\"samplers\":[\"top_k\",\"temperature\"]", "samplers"),
    ] {
      let answer = try await server.send(.post, "/infill", "{\(members)}")
      #expect(answer.status == .badRequest, "\(members)")
      #expect(try answer.json["error"]?["param"]?.stringValue == parameter, "\(members)")
    }
  }

  @Test func `a method that a path does not have is told with those that it has`() async throws {
    let server = try TestServer { $0.keys = ["secret"] }
    for (method, path, allow) in [
      (HTTPRequest.Method.get, "/v1/completions", "OPTIONS, POST"),
      (.delete, "/v1/models", "GET, HEAD, OPTIONS"),
      (.put, "/v1/models/tiny", "GET, HEAD, OPTIONS"), (.post, "/", "GET, HEAD, OPTIONS"),
      (.patch, "/tokenize", "OPTIONS, POST"), (.head, "/infill", "OPTIONS, POST"),
    ] {
      let answer = try await server.send(method, path)
      #expect(answer.status == .methodNotAllowed, "\(method) \(path)")
      #expect(answer.headers[.allow] == allow, "\(method) \(path)")
      #expect(answer.body.isEmpty == (method == .head))
      let options = try await server.send(.options, path)
      #expect(options.status == .noContent && options.headers[.allow] == allow)
      #expect(options.headers[.accessControlAllowOrigin] == nil)
    }
  }

  @Test func `the head of an answer is that of its body`() async throws {
    let server = try TestServer()
    for path in ["/health", "/v1/models", "/", "/metrics", "/no/such/path", "/v1/models/none"] {
      let whole = try await server.send(.get, path)
      let head = try await server.send(.head, path)
      #expect(head.status == whole.status && head.body.isEmpty, "\(path)")
      #expect(head.headers[.contentType] == whole.headers[.contentType])
    }
  }

  @Test func `texts that would take long to look for are refused`() async throws {
    let server = try TestServer()
    let long = String(repeating: "ab", count: 40_000)
    for name in ["regex", "grammar", "stop", "must", "ban", "json_schema"] {
      let answer = try await server.send(
        .post, "/v1/completions", "{\"model\":\"tiny\",\"\(name)\":\"\(long)\"}")
      #expect(answer.status == .badRequest)
      #expect(try answer.json["error"]?["param"]?.stringValue == name)
    }
  }

  @Test func `members of the wrong type or range are refused with their names`() async throws {
    let server = try TestServer()
    for (members, parameter) in Self.wrong {
      let answer = try await server.send(
        .post, "/v1/completions", "{\"model\":\"tiny\",\(members)}")
      #expect([400, 404].contains(answer.status.code), "\(members): \(answer.body)")
      let error = try answer.json["error"]
      #expect(error?["message"]?.stringValue?.isEmpty == false)
      #expect(error?["type"]?.stringValue == "invalid_request_error")
      if let parameter {
        #expect(error?["param"]?.stringValue == parameter, "\(members): \(answer.body)")
      }
    }
  }

  @Test func `bodies that are no objects are refused`() async throws {
    let server = try TestServer()
    for body in [
      "", "{", "[]", "5", "null", "\"a\"", "{\"model\":\"tiny\"} x", "{\"a\":1,\"a\":2}",
    ] {
      for path in ["/v1/completions", "/v1/score", "/infill", "/tokenize", "/detokenize"] {
        let answer = try await server.send(.post, path, body)
        #expect(answer.status == .badRequest, "\(path) \(body): \(answer.body)")
      }
    }
  }

  @Test func `a model that is not there is not found`() async throws {
    let server = try TestServer()
    for path in ["/v1/completions", "/v1/score"] {
      let answer = try await server.send(
        .post, path, "{\"model\":\"../secret\",\"text\":\"a\",\"prompt\":\"a\"}")
      #expect(answer.status == .notFound)
      #expect(try answer.json["error"]?["code"]?.stringValue == "model_not_found")
      let missing = try await server.send(.post, path, "{\"text\":\"a\",\"prompt\":\"a\"}")
      #expect(missing.status == .badRequest)
      #expect(try missing.json["error"]?["param"]?.stringValue == "model")
    }
  }

  @Test func `paths and methods that are not there are told as errors`() async throws {
    let server = try TestServer()
    let answer = try await server.send(.get, "/no/such/path")
    #expect(answer.status == .notFound)
    #expect(try answer.json["error"]?["message"]?.stringValue?.contains("/no/such/path") == true)
    #expect(answer.headers[.contentSecurityPolicy] == "default-src 'self'")
    #expect(answer.headers[.xContentTypeOptions] == "nosniff")
  }

  @Test func `limits are kept`() async throws {
    let server = try TestServer {
      $0.limits.body = 400
      $0.limits.promptTokens = 20
      $0.limits.tokens = 30
      $0.limits.prompts = 2
      $0.limits.texts = 4
    }
    let large = String(repeating: "a", count: 500)
    let answers = [
      ("\"prompt\":\"\(large)\"", 413), ("\"prompt\":\"\(large.prefix(21))\"", 400),
      ("\"max_tokens\":31", 400), ("\"prompt\":[\"a\",\"b\",\"c\"]", 400),
      ("\"prompt\":[\"a\",\"b\"],\"n\":3", 400), ("\"prompt\":[\"a\",\"b\"],\"n\":2", 200),
    ]
    for (members, status) in answers {
      let answer = try await server.send(
        .post, "/v1/completions", "{\"model\":\"tiny\",\(members)}")
      #expect(answer.status.code == status, "\(members.prefix(40)): \(answer.body)")
    }
  }

  @Test func `a key is needed where one is set, but not to ask for health`() async throws {
    let server = try TestServer { $0.keys = ["secret", "other secret"] }
    let open = try await server.send(.get, "/health")
    #expect(open.status == .ok)
    for path in ["/v1/models", "/metrics", "/v1/forms", "/tokenizer_info"] {
      for key in [nil, "", "wrong", "secrets", "secre"] {
        let answer = try await server.send(.get, path, key: key)
        #expect(answer.status == .unauthorized, "\(path) \(key ?? "none")")
        #expect(!answer.body.contains("other secret"))
      }
      for key in ["secret", "other secret"] {
        let answer = try await server.send(.get, path, key: key)
        #expect(answer.status == .ok)
      }
    }
  }
}
