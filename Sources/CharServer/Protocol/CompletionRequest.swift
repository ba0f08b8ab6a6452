internal import CharForms
internal import CharIO
internal import CharLM
internal import CharText

/// A request for completions, in the shape of OpenAI's with more members.
struct CompletionRequest: Sendable {
  var model: String
  var prompts: [Prompt]
  /// The text after the gap that is to be filled.
  var suffix: String?
  /// The number of texts of each prompt that are returned.
  var count: Int
  /// The number of texts of each prompt that are generated.
  var bestOf: Int
  var isStreamed: Bool
  var includesUsage: Bool
  /// The number of alternatives of each token that are told; nil = tokens are not told at all.
  var alternatives: Int?
  /// True if the prompt is part of the text.
  var echoes: Bool
  var options: GenerationOptions
  /// True if the request has a temperature.
  var hasTemperature: Bool
  /// True if the request has a length.
  var hasLength: Bool
  /// True if penalties count the recent tokens, as in llama.cpp; else those that were drawn.
  var hasWindow: Bool
  /// Numbers added to the logits of tokens.
  var biases: [Token: Double]
  var constraint: ConstraintRequest
  /// The longest copy from the training text, in characters.
  var longestCopy: Int?
  var mix: [MixedModel]

  /// Reads a request.
  ///
  /// - Parameters:
  ///   - fields: its members.
  ///   - limits: the limits of the server.
  /// - Throws: ``APIError``.
  init(_ fields: RequestFields, _ limits: ServerLimits) throws(APIError) {
    guard let model = try fields.string("model") else { throw fields.missing("model") }
    self.model = model
    prompts = try Prompt.prompts(fields["prompt"], "prompt", atMost: limits.prompts)
    suffix = try fields.string("suffix")
    count = try fields.integer("n", in: 1...128) ?? 1
    let best = try fields.integer("best_of", in: 0...128) ?? 0
    bestOf = best == 0 ? count : best
    isStreamed = try fields.bool("stream") ?? false
    includesUsage = try fields.object("stream_options")?.bool("include_usage") ?? false
    try fields.check("stream_options", needs: "stream", isStreamed)
    alternatives = try fields.integer("logprobs", in: 0...100)
    echoes = try fields.bool("echo") ?? false
    options = try Self.options(fields, limits)
    hasTemperature = fields["temperature"] != nil
    hasLength = fields["max_tokens"] != nil
    hasWindow = fields["repetition_window"] != nil || fields["repeat_last_n"] != nil
    biases = try Self.biases(fields)
    constraint = try ConstraintRequest(fields)
    longestCopy = try fields.integer("max_copy", in: 1...Int(Int32.max))
    mix = try MixedModel.all(fields)
    try OtherServers.refuse(fields)
    guard bestOf >= count else {
      throw .invalid("best_of is \(bestOf), less than n, which is \(count)", "best_of")
    }
    guard bestOf == count || !isStreamed else {
      throw .invalid("best_of needs all texts before it can choose; leave out stream", "best_of")
    }
    let texts = prompts.count * bestOf
    guard texts <= limits.texts else {
      throw .invalid(
        "\(prompts.count) prompts with \(bestOf) texts each are \(texts); give at most "
          + "\(limits.texts)", "n")
    }
  }

  private static func options(
    _ fields: RequestFields, _ limits: ServerLimits
  ) throws(APIError) -> GenerationOptions {
    var options = GenerationOptions()
    options.length = try fields.integer("max_tokens", in: 0...limits.tokens) ?? 16
    options.condition = try fields.string("condition")
    options.stops = try (fields.strings("stop", atMost: 128) ?? []).filter { !$0.isEmpty }
    options.sampling.temperature = 1
    options.sampling.seed = .random(in: 0...UInt64(Int64.max))
    try options.sampling.read(fields)
    return options
  }

  private static func biases(_ fields: RequestFields) throws(APIError) -> [Token: Double] {
    var biases: [Token: Double] = [:]
    if let given = try fields.object("logit_bias") {
      for name in given.names {
        guard let token = Token(name) else {
          throw .invalid("logit_bias: \(name) is not a token number", "logit_bias")
        }
        // −100 forbids a token, as clients expect.
        let bias = try given.number(name, in: -100...100) ?? 0
        biases[token] = bias == -100 ? -.infinity : bias
      }
    }
    if try fields.bool("ignore_eos") ?? false { biases[Vocabulary.documentBoundary] = -.infinity }
    return biases
  }
}
