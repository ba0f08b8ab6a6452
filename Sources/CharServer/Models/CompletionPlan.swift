internal import CharForms
internal import CharLM
internal import CharText

/// A request with its models, its prompts as tokens, and its constraint compiled.
final class CompletionPlan: Sendable {
  let request: CompletionRequest
  let served: ServedModel
  /// The model, or the mixture of models.
  let model: any AutoregressiveModel
  let prompts: [TokenPlaces]
  /// The tokens that come before each prompt: a boundary and the condition.
  let start: [Token]
  let options: GenerationOptions
  /// The processors of each prompt.
  let processors: [[any LogitsProcessor]]

  /// Prepares a request, which takes time.
  ///
  /// - Parameters:
  ///   - request: the request.
  ///   - catalog: the models.
  ///   - limits: the limits of the server.
  /// - Throws: ``APIError``.
  init(
    _ request: CompletionRequest, _ catalog: ModelCatalog, _ limits: ServerLimits
  ) throws(APIError) {
    served = try catalog.model(request.model)
    let model = try catalog.predictor(request.model, mixedWith: request.mix)
    let tokenizer = model.tokenizer
    (self.request, self.model) = (request, model)
    prompts = try Self.places(of: request.prompts, tokenizer, limits)
    let condition = try request.options.condition.map { name throws(APIError) in
      try APIError.naming("condition") { try tokenizer.condition(named: name) }
    }
    start = [Vocabulary.documentBoundary] + (condition.map { [$0] } ?? [])
    try Self.check(request, tokenizer)
    var options = request.options
    var processors = [[any LogitsProcessor]](repeating: [], count: prompts.count)
    func add(_ processor: any LogitsProcessor) {
      for prompt in processors.indices { processors[prompt].append(processor) }
    }
    if let unknown = request.biases.keys.first(where: { !tokenizer.vocabulary.contains($0) }) {
      throw .invalid(
        "logit_bias: there is no token \(unknown); there are \(tokenizer.vocabulary.count)",
        "logit_bias")
    }
    if !request.biases.isEmpty { add(LogitBias(request.biases)) }
    let sampling = options.sampling
    if !request.hasWindow, sampling.frequencyPenalty != 0 || sampling.presencePenalty != 0 {
      add(
        OccurrencePenalties(
          frequency: sampling.frequencyPenalty, presence: sampling.presencePenalty))
      (options.sampling.frequencyPenalty, options.sampling.presencePenalty) = (0, 0)
    }
    if request.suffix == nil,
      let constraint = try APIError.naming(
        request.constraint.member, { try request.constraint.compiled() })
    {
      if !request.hasLength, let longest = constraint.longest {
        options.length = min(longest, limits.tokens)
      }
      let (prompts, length) = (prompts, options.length)
      let bound = try APIError.naming(request.constraint.member) {
        try Self.processors(of: constraint, prompts, tokenizer, length: length)
      }
      for (number, processor) in bound.enumerated() { processors[number].append(processor) }
    }
    if let longest = request.longestCopy {
      guard let copies = served.copies else {
        throw .invalid("\(served.name) has no index of its training text", "max_copy")
      }
      add(
        try APIError.naming("max_copy") { try CopyLimit(copies, longest: longest) })
    }
    (self.options, self.processors) = (options, processors)
  }

  /// Makes the processors of a constraint, one for each prompt; equal prompts share theirs.
  private static func processors(
    of constraint: ConstraintRequest.Compiled, _ prompts: [TokenPlaces], _ tokenizer: Tokenizer,
    length: Int
  ) throws -> [ConstraintProcessor] {
    var known: [[UInt8]: ConstraintProcessor] = [:]
    return try prompts.map { prompt in
      let start = constraint.includesPrompt ? prompt.text : ""
      if let same = known[Array(start.utf8)] { return same }
      let processor = try ConstraintProcessor(
        constraint.following(start).rules, tokenizer, length: length)
      known[Array(start.utf8)] = processor
      return processor
    }
  }

  /// Reads prompts.
  private static func places(
    of prompts: [Prompt], _ tokenizer: Tokenizer, _ limits: ServerLimits
  ) throws(APIError) -> [TokenPlaces] {
    var places: [TokenPlaces] = []
    var count = 0
    for prompt in prompts {
      switch prompt {
      case .text(let text):
        places.append(
          try APIError.naming("prompt") { try TokenPlaces(text, tokenizer) })
      case .tokens(let tokens):
        if let unknown = tokens.first(where: { !tokenizer.vocabulary.contains($0) }) {
          throw .invalid(
            "prompt: there is no token \(unknown); there are \(tokenizer.vocabulary.count)",
            "prompt")
        }
        places.append(TokenPlaces(tokens, tokenizer))
      }
      count += places[places.count - 1].tokens.count
      guard count <= limits.promptTokens else {
        throw .invalid(
          "the prompts have more than \(limits.promptTokens) tokens, which is the limit", "prompt")
      }
    }
    return places
  }

  /// Refuses what a model cannot do.
  private static func check(
    _ request: CompletionRequest, _ tokenizer: Tokenizer
  ) throws(APIError) {
    let isBackward = tokenizer.configuration.direction == .backward
    if isBackward, request.alternatives != nil {
      throw .invalid(
        "\(request.model) reads backward; logprobs are those of models that read forward",
        "logprobs")
    }
    if request.echoes, request.alternatives != nil, request.options.condition == nil,
      !tokenizer.vocabulary.conditionNames.isEmpty
    {
      throw .invalid(
        "\(request.model) reads texts under conditions; say which one with condition", "condition")
    }
    if request.suffix != nil { try request.checkFilling() }
  }

  /// The name of the decoder that the texts of the plan share.
  var decoder: String {
    ([request.model] + request.mix.map { "\($0.model):\($0.weight)" }).joined(separator: "\n")
  }

  /// The texts to generate.
  var job: TextJob {
    let report: TokenReport =
      request.alternatives.map { .alternatives($0) }
      ?? (request.bestOf > request.count ? .logProbability : .none)
    return TextJob(
      decoder: decoder, model: model, prompts: prompts.map(\.tokens), samples: request.bestOf,
      options: options, processors: processors, report: report)
  }

  /// The number of tokens of all prompts.
  var promptTokens: Int { prompts.reduce(0) { $0 + $1.tokens.count } }
}
