internal import CharText

extension SamplingOptions {
  /// The truncations by a number, and the number with which each keeps every token.
  package static var truncations: [(path: WritableKeyPath<Self, Double?>, neutral: Double)] {
    [(\.topNSigma, 0), (\.typicalP, 1), (\.topP, 1), (\.minP, 0)]
  }

  /// The processor of a stage; nil if it changes nothing.
  ///
  /// - Throws: `SamplingError` if a character of an option is not one token.
  func processor(
    of stage: SamplingStage, _ tokenizer: Tokenizer?
  ) throws -> (any LogitsProcessor)? {
    switch stage {
    case .penalties:
      guard repetitionPenalty != 1 || frequencyPenalty != 0 || presencePenalty != 0,
        repetitionWindow > 0
      else { return nil }
      return Penalties(
        repetition: repetitionPenalty, frequency: frequencyPenalty, presence: presencePenalty,
        window: repetitionWindow)
    case .dry:
      guard dry.multiplier > 0 else { return nil }
      return DRY(dry, breakers: try breakers(tokenizer))
    case .topNSigma: return topNSigma.map { TopNSigma($0) }
    case .topK: return topK.map { TopK($0) }
    case .typicalP: return typicalP.map { TypicalP($0) }
    case .topP: return topP.map { TopP($0) }
    case .minP: return minP.map { MinP($0) }
    case .xtc:
      guard xtc.probability > 0 else { return nil }
      return XTC(probability: xtc.probability, threshold: xtc.threshold)
    case .temperature: return scaling(tokenizer)
    }
  }

  /// The processors of a search, which divides by the temperature itself.
  ///
  /// - Throws: `SamplingError` if an option has no meaning in a search, or a character is not one token.
  func processorsOfSearch(_ tokenizer: Tokenizer) throws -> [any LogitsProcessor] {
    let refused: [(name: String, value: Double?)] = [
      ("temperature-word-start", wordStartTemperature),
      ("temperature-range", temperatureRange == 0 ? nil : temperatureRange),
      ("xtc-probability", xtc.probability == 0 ? nil : xtc.probability),
      ("mirostat-tau", mirostat.target),
    ]
    for case (let name, let value?) in refused {
      throw SamplingError(name: name, value: "\(value)", allowed: "nothing in a search by beams")
    }
    let stages = order.stages.filter { $0 != .temperature }
    let bias: [any LogitsProcessor] = try self.bias(tokenizer).map { [$0] } ?? []
    return try bias + stages.compactMap { try processor(of: $0, tokenizer) }
  }

  /// The division by the temperature.
  func scaling(_ tokenizer: Tokenizer?) -> TemperatureScaling {
    TemperatureScaling(
      TemperatureOptions(
        temperature, wordStart: wordStartTemperature, range: temperatureRange,
        exponent: temperatureExponent), tokenizer?.vocabulary)
  }

  /// The processor of the logit biases; nil if there are none.
  ///
  /// - Throws: `SamplingError` if a character is not one token.
  func bias(_ tokenizer: Tokenizer?) throws -> LogitBias? {
    guard let tokenizer, !logitBias.isEmpty else { return nil }
    var biases: [Token: Double] = [:]
    for bias in logitBias {
      guard let token = token(of: bias.character, tokenizer) else {
        throw SamplingError(
          name: "logit-bias", value: bias.character.debugDescription,
          allowed: "one character that the model knows")
      }
      biases[token, default: 0] += bias.bias
    }
    return LogitBias(biases)
  }

  private func breakers(_ tokenizer: Tokenizer?) throws -> Set<Token> {
    guard let tokenizer else { return [] }
    let usual = DRYOptions().breakers
    return Set(
      try dry.breakers.compactMap { character in
        if let token = token(of: character, tokenizer) { return token }
        guard usual.contains(character) else {
          throw SamplingError(
            name: "dry-sequence-breaker", value: character.debugDescription,
            allowed: "one character that the model knows")
        }
        return nil
      })
  }

  private func token(of character: String, _ tokenizer: Tokenizer) -> Token? {
    tokenizer.vocabulary.token(for: tokenizer.normalized(character))
  }
}
