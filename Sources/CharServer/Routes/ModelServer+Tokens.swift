internal import CharIO
internal import CharLM
internal import CharText
internal import Hummingbird

// POST /tokenize and /detokenize, GET /tokenizer_info: of llama.cpp, vLLM and lm-evaluation-harness together.

extension ModelServer {
  /// The length of texts that is told to clients; there is no limit but that of a request.
  private var longestText: Int { configuration.limits.promptTokens }

  /// Returns the tokens of a text. A text that is exactly a special token, such as `<doc>`, is that token.
  @Sendable func tokenize(_ request: Request, _ context: ServerContext) async throws -> Response {
    var request = request
    let fields = try await fields(of: &request)
    let (content, prompt) = (try fields.string("content"), try fields.string("prompt"))
    guard let text = content ?? prompt else { throw fields.missing("content") }
    guard content == nil || prompt == nil || content == prompt else {
      throw APIError.invalid("content and prompt are different; give one of them", "prompt")
    }
    let model = try catalog.model(try fields.string("model"))
    let parsesSpecial = try fields.bool("parse_special") ?? true
    let hasPieces = try fields.bool("with_pieces") ?? false
    _ = try fields.bool("add_special")
    _ = try fields.bool("add_special_tokens")
    let tokenizer = model.model.tokenizer
    let tokens = try await preparation.run { _ in
      if parsesSpecial, let token = tokenizer.vocabulary.specialToken(text) { return [token] }
      return try APIError.naming("content") { try tokenizer.encode(text) }
    }
    let values = tokens.map { token in
      hasPieces
        ? JSON.object([
          ("id", .integer(Int(token))), ("piece", tokenizer.vocabulary.piece(of: token)),
        ]) : .integer(Int(token))
    }
    return Response(
      .object([
        ("tokens", .array(values)), ("count", .integer(tokens.count)),
        ("max_model_len", .integer(longestText)),
      ]))
  }

  /// Returns the text of tokens.
  @Sendable func detokenize(_ request: Request, _ context: ServerContext) async throws -> Response {
    var request = request
    let fields = try await fields(of: &request)
    guard let value = fields["tokens"] else { throw fields.missing("tokens") }
    guard case .array(let values) = value else { throw fields.wrong("tokens", "an array") }
    let tokens = try Prompt.tokens(values, "tokens")
    let model = try catalog.model(try fields.string("model"))
    let vocabulary = model.model.tokenizer.vocabulary
    if let unknown = tokens.first(where: { !vocabulary.contains($0) }) {
      throw APIError.invalid(
        "tokens: there is no token \(unknown); there are \(vocabulary.count)", "tokens")
    }
    let text = model.model.tokenizer.decode(tokens)
    return Response(.object([("content", .string(text)), ("prompt", .string(text))]))
  }

  /// Tells the special tokens of a model.
  @Sendable func tokenizerInfo(
    _ request: Request, _ context: ServerContext
  ) async throws -> Response {
    let model = try catalog.model(request.uri.queryParameters["model"].map(String.init))
    let vocabulary = model.model.tokenizer.vocabulary
    let boundary = vocabulary.displayName(of: Vocabulary.documentBoundary)
    return Response(
      .object([
        ("tokenizer_class", "charlm"), ("model", .string(model.name)),
        ("unit", .string("\(model.model.tokenizer.configuration.unit)")),
        ("vocab_size", .integer(vocabulary.count)), ("bos_token", .string(boundary)),
        ("eos_token", .string(boundary)), ("pad_token", .string(boundary)),
        ("unk_token", .string(vocabulary.displayName(of: Vocabulary.unknown))),
        ("model_max_length", .integer(longestText)), ("chat_template", .null),
      ]))
  }
}

extension Vocabulary {
  /// The special token or the condition of a name; nil if it is none.
  fileprivate func specialToken(_ name: String) -> Token? {
    guard name.hasPrefix("<"), name.hasSuffix(">") else { return nil }
    return ([Self.unknown, Self.documentBoundary] + conditionNames.compactMap(token(ofCondition:)))
      .first { displayName(of: $0) == name }
  }

  /// The text of a token, or its bytes where they are no text.
  fileprivate func piece(of token: Token) -> JSON {
    let bytes = bytes(of: token)
    return String(validating: bytes, as: UTF8.self).map(JSON.string)
      ?? .array(bytes.map { .integer(Int($0)) })
  }
}
