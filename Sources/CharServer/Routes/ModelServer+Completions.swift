internal import CharIO
internal import CharLM
internal import CharText
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

// POST /v1/completions

extension ModelServer {
  /// Continues prompts.
  @Sendable func completions(
    _ request: Request, _ context: ServerContext
  ) async throws -> Response {
    var request = request
    let fields = try await fields(of: &request)
    let completion = try CompletionRequest(fields, configuration.limits)
    let (catalog, limits) = (catalog, configuration.limits)
    let plan = try await preparation.run { _ in try CompletionPlan(completion, catalog, limits) }
    let body = CompletionBody(plan)
    if plan.request.suffix != nil { return try await filled(plan, body, request, context) }
    if plan.request.isStreamed { return try await streamed(plan, body, request, context) }
    let result = try await context.whileConnected(request) { try await self.whole(plan, body) }
    return Response(result)
  }

  /// Makes the choices of all prompts, with their prompts where they are echoed.
  ///
  /// - Returns: a choice for each text, and the logits after each prompt where they are known.
  private func choices(
    _ plan: CompletionPlan
  ) async throws -> (choices: [ChoiceBuilder], next: [[Float]]?) {
    let request = plan.request
    let vocabulary = plan.model.tokenizer.vocabulary
    func builders(_ tables: [TokenTable]?) -> [ChoiceBuilder] {
      plan.prompts.indices.flatMap { prompt in
        (0..<request.bestOf).map { _ in
          ChoiceBuilder(
            after: plan.prompts[prompt].count, vocabulary, prompt: tables?[prompt],
            hasTokens: request.alternatives != nil)
        }
      }
    }
    guard request.echoes, request.alternatives != nil else { return (builders(nil), nil) }
    let predicted = try await compute.run { try plan.predictedPrompts($0) }
    metrics(of: plan.served).scored(plan.promptTokens)
    return (builders(predicted.map(\.tokens)), predicted.map(\.next))
  }

  // MARK: Whole texts

  /// Generates all texts of a request.
  private func whole(_ plan: CompletionPlan, _ body: CompletionBody) async throws -> JSON {
    let (choices, next) = try await choices(plan)
    var builders = choices
    var outputs = [GeneratedText?](repeating: nil, count: builders.count)
    if let next, plan.options.length == 1 {
      // What follows a prompt is known already.
      let samples = plan.request.bestOf
      let drawn = try await compute.run { _ in
        try (0..<next.count * samples).map { text in
          try plan.firstToken(
            after: text / samples, next[text / samples], sample: text % samples)
        }
      }
      for (text, drawn) in drawn.enumerated() {
        if let prediction = drawn.prediction { builders[text].append(prediction) }
        outputs[text] = drawn.text
      }
    } else if plan.options.length > 0 || !plan.request.echoes {
      let reader = try generate(plan, isStreamed: false)
      while let updates = try await reader.next() {
        for update in updates {
          switch update.event {
          case .token(let prediction): builders[update.text].append(prediction)
          case .piece: break
          case .finished(let output): outputs[update.text] = output
          }
        }
      }
    }
    return try response(plan, body, builders, outputs)
  }

  /// Makes the response of whole texts: of each prompt the best ones.
  private func response(
    _ plan: CompletionPlan, _ body: CompletionBody, _ builders: [ChoiceBuilder],
    _ outputs: [GeneratedText?]
  ) throws -> JSON {
    let request = plan.request
    var usage = CompletionBody.Usage(prompt: plan.promptTokens)
    var choices: [JSON] = []
    for prompt in plan.prompts.indices {
      let texts = prompt * request.bestOf..<(prompt + 1) * request.bestOf
      for text in texts {
        if let failure = outputs[text]?.failure { throw APIError(failure) }
        usage.completion += outputs[text]?.count ?? 0
      }
      for text in best(request, texts, outputs) {
        var builder = builders[text]
        if let output = outputs[text] { builder.finish(output) }
        choices.append(
          CompletionBody.choice(
            plan.shown(outputs[text]?.text ?? "", after: prompt), index: choices.count,
            tokens: builder.tokens, finish: outputs[text]?.finish ?? "length"))
      }
    }
    return body.json(choices, usage: usage.json)
  }

  /// Chooses the texts of a prompt whose tokens are likeliest on average.
  private func best(
    _ request: CompletionRequest, _ texts: Range<Int>, _ outputs: [GeneratedText?]
  ) -> [Int] {
    guard request.bestOf > request.count else { return Array(texts) }
    return texts.sorted {
      let (a, b) = (outputs[$0]?.score() ?? -.infinity, outputs[$1]?.score() ?? -.infinity)
      return a != b ? a > b : $0 < $1
    }
    .prefix(request.count).map(\.self)
  }

  // MARK: Streams

  /// Sends texts as they come.
  private func streamed(
    _ plan: CompletionPlan, _ body: CompletionBody, _ request: Request, _ context: ServerContext
  ) async throws -> Response {
    let (choices, _) = try await choices(plan)
    let generates = plan.options.length > 0 || !plan.request.echoes
    let reader = generates ? try generate(plan, isStreamed: true) : nil
    return Response(
      status: .ok, headers: EventStream.headers,
      body: ResponseBody { writer in
        guard context.hasConnection else {
          try await Self.send(plan, body, choices, reader, to: &writer)
          return try await writer.finish(nil)
        }
        var open = writer
        try await context.limitBuffers()
        try await request.body.consumeWithInboundCloseHandler { _ in
          try await Self.send(plan, body, choices, reader, to: &open)
        } onInboundClosed: {
          reader?.cancel()
        }
        try await open.finish(nil)
      })
  }

  /// About the number of bytes that are written at once. What is not written yet takes much less memory as updates.
  private static let part = 3 << 10

  /// Writes the events of a stream.
  private static func send(
    _ plan: CompletionPlan, _ body: CompletionBody, _ choices: [ChoiceBuilder],
    _ reader: TextReader?, to writer: inout any ResponseBodyWriter
  ) async throws {
    var stream = CompletionStream(plan, body, choices)
    var events = stream.start(generates: reader != nil)
    do {
      try await write(&events, to: &writer)
      while let updates = try await reader?.next() {
        for update in updates {
          events += try stream.events(of: update)
          if events.utf8.count >= Self.part { try await write(&events, to: &writer) }
        }
        try await write(&events, to: &writer)
      }
      events += stream.end()
    } catch is CancellationError {
      throw CancellationError()
    } catch let error as APIError {
      events += EventStream.event(error.json)
    }
    try await write(&events, to: &writer)
  }

  /// Writes events, if there are any, and forgets them.
  private static func write(
    _ events: inout String, to writer: inout any ResponseBodyWriter
  ) async throws {
    guard !events.isEmpty else { return }
    try await writer.write(ByteBuffer(string: events))
    events = ""
  }
}

extension CompletionBody {
  /// Makes the frame of the response to a request.
  init(_ plan: CompletionPlan) {
    self.init(
      id: "cmpl-\(UUID().uuidString.lowercased())", created: Int(Date().timeIntervalSince1970),
      model: plan.request.model, fingerprint: plan.served.fingerprint)
  }
}

extension Response {
  /// Makes the response of JSON, which may be the last of its connection.
  init(_ result: Watched<JSON>) {
    self.init(result.value)
    if result.endsConnection { headers[.connection] = "close" }
  }
}

extension CompletionPlan {
  /// The text of a choice, with its prompt where that is echoed.
  func shown(_ text: String, after prompt: Int) -> String {
    guard request.echoes else { return text }
    let given = prompts[prompt].text
    return model.tokenizer.configuration.direction == .forward ? given + text : text + given
  }
}
