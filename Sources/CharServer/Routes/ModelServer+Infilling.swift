internal import CharForms
internal import CharIO
internal import CharLM
internal import CharText
internal import Hummingbird
internal import NIOCore

// Gaps between a prompt and a suffix: POST /v1/completions with `suffix`, and POST /infill of llama.cpp.

extension ModelServer {
  /// The largest number of tokens of a filling.
  private static let longest = 200

  /// Fills the gap between a prompt and the suffix of a request.
  func filled(
    _ plan: CompletionPlan, _ body: CompletionBody, _ request: Request, _ context: ServerContext
  ) async throws -> Response {
    let result = try await context.whileConnected(request) { [compute] in
      try await compute.run { try Self.fillings(plan, $0) }
    }
    let fillings = result.value
    let tokenizer = plan.model.tokenizer
    let texts = fillings.joined()
    var usage = CompletionBody.Usage(prompt: plan.promptTokens)
    usage.completion = texts.reduce(0) { $0 + tokenizer.tokens(of: $1).count }
    let choices = texts.enumerated().map { index, text in
      CompletionBody.choice(text, index: index, tokens: nil, finish: "stop")
    }
    guard plan.request.isStreamed else {
      return Response(
        Watched(
          value: body.json(choices, usage: usage.json), endsConnection: result.endsConnection))
    }
    let includesUsage = plan.request.includesUsage
    let events =
      choices.map { EventStream.event(body.json([$0], usage: includesUsage ? .null : nil)) }
      .joined()
      + (includesUsage ? EventStream.event(body.json([], usage: usage.json)) : "")
    return Response(
      status: .ok, headers: EventStream.headers,
      body: ResponseBody(byteBuffer: ByteBuffer(string: events + EventStream.done)))
  }

  /// Searches for fillings after each prompt.
  private static func fillings(
    _ plan: CompletionPlan, _ cancellation: ComputeQueue.Cancellation
  ) throws -> [[String]] {
    let request = plan.request
    guard request.options.length <= longest else {
      throw APIError.invalid(
        "max_tokens is \(request.options.length); a filling has at most \(longest)", "max_tokens")
    }
    guard request.options.length > 0 else {
      return plan.prompts.map { _ in [String](repeating: "", count: request.count) }
    }
    var options = FillOptions()
    options.count = request.bestOf
    options.beams = max(options.beams, options.count)
    options.condition = request.options.condition
    options.temperature = request.drawsFilling ? request.options.sampling.temperature : 0
    options.seed = request.options.sampling.seed
    let infiller = try APIError.naming("suffix") {
      try Infiller(plan.model, backward: plan.served.backward)
    }
    let gap = try request.gap()
    return try plan.prompts.map { prompt in
      try cancellation.check()
      var template = Template()
      template.append(prompt.text)
      template.append(gap)
      template.append(request.suffix ?? "")
      let filled = try APIError.naming("suffix") { try infiller.fill(template, options) }
      return filled.prefix(request.count).map { $0.fillings[0] }
    }
  }

  // MARK: llama.cpp

  /// Answers `POST /infill`.
  @Sendable func infill(_ request: Request, _ context: ServerContext) async throws -> Response {
    var request = request
    let fields = try await fields(of: &request)
    let prompt = try (fields.string("input_prefix") ?? "") + (fields.string("prompt") ?? "")
    let completion = try CompletionRequest(
      filling: fields, between: prompt, and: fields.string("input_suffix") ?? "",
      model: fields.string("model") ?? catalog.models[0].name, configuration.limits)
    let (catalog, limits, compute) = (catalog, configuration.limits, compute)
    let result = try await context.whileConnected(request) {
      try await compute.run { cancellation in
        let plan = try CompletionPlan(completion, catalog, limits)
        return (plan, try Self.fillings(plan, cancellation)[0].first ?? "")
      }
    }
    let (plan, text) = result.value
    let tokens = plan.model.tokenizer.tokens(of: text)
    let json = JSON.object([
      ("index", 0), ("content", .string(text)),
      ("tokens", .array(tokens.map { .integer(Int($0)) })), ("id_slot", 0), ("stop", .bool(true)),
      ("model", .string(plan.request.model)), ("tokens_predicted", .integer(tokens.count)),
      ("tokens_evaluated", .integer(plan.promptTokens)), ("prompt", .string(prompt)),
      ("has_new_line", .bool(text.contains("\n"))), ("truncated", .bool(false)),
      ("stop_type", "eos"), ("stopping_word", ""), ("tokens_cached", 0),
    ])
    guard plan.request.isStreamed else {
      return Response(Watched(value: json, endsConnection: result.endsConnection))
    }
    return Response(
      status: .ok, headers: EventStream.headers,
      body: ResponseBody(byteBuffer: ByteBuffer(string: EventStream.event(json))))
  }
}
