import ArgumentParser
import CharLM
import CharText

/// Options of searching for the best texts instead of drawing them.
struct SearchFlags: ParsableArguments {
  private static let defaults = SearchOptions()

  @Option(
    help: """
      Search for the likeliest texts with N hypotheses side by side, instead of drawing one token after \
      another. (default: no search)
      """)
  var beams: Int?

  @Option(
    help: .advanced("Divide the beams into G groups that avoid each other's tokens. (default: 1)"))
  var beamGroups: Int?

  @Option(
    help: .advanced(
      """
      Nats that a token loses for each beam of an earlier group that has chosen it. (default: \
      \(defaults.diversity))
      """))
  var diversity: Double?

  @Flag(help: .advanced("Draw as many different texts as there are beams, without replacement."))
  var stochasticBeams = false

  @Option(help: "Draw N texts and print the best. (default: as many as are printed)")
  var bestOf: Int?

  @Option(
    help: .advanced(
      """
      Rank texts by log-probability / length^A: 0 favors short texts, 1 is the mean of a token. \
      (default: \(defaults.lengthPenalty))
      """))
  var lengthPenalty: Double?

  @Option(
    help: .advanced(
      """
      Contrastive search: of the likeliest tokens, take the one with the best (1 - A) * probability - A * likeness of \
      its hidden state to those before; 0.6 is usual. (default: no search)
      """))
  var contrastive: Double?

  @Option(
    help: .advanced("The number of likeliest tokens that --contrastive compares. (default: 4)"))
  var candidates: Int?

  func validate() throws {
    try checkRange("contrastive", contrastive, 0...1)
    try checkRange("candidates", candidates, 1...)
    if candidates != nil && contrastive == nil {
      throw ValidationError("--candidates needs --contrastive.")
    }
    if contrastive != nil && beams != nil {
      throw ValidationError("Give --contrastive or --beams, not both.")
    }
    if beams == nil {
      for (isGiven, name) in [
        (beamGroups != nil, "beam-groups"), (diversity != nil, "diversity"),
        (stochasticBeams, "stochastic-beams"),
      ] where isGiven { throw ValidationError("--\(name) needs --beams.") }
      if lengthPenalty != nil && bestOf == nil {
        throw ValidationError("--length-penalty needs --beams or --best-of.")
      }
    } else if bestOf != nil {
      throw ValidationError("Give --beams or --best-of, not both.")
    }
    if diversity != nil && (beamGroups ?? 1) == 1 {
      throw ValidationError("--diversity needs --beam-groups of 2 or more.")
    }
    if let lengthPenalty, !(lengthPenalty >= 0 && lengthPenalty.isFinite) {
      throw ValidationError(
        "length-penalty: \(lengthPenalty) is out of range; give 0 or more")
    }
  }

  /// True if the seed has an effect.
  var isRandom: Bool { beams == nil || stochasticBeams }

  /// Checks that as many texts can be found as are to be printed.
  func validate(count: Int) throws {
    if let bestOf, bestOf < count {
      throw ValidationError("best-of: \(bestOf) is out of range; give at least --count, \(count)")
    }
  }

  /// The processor of contrastive search, if it is requested.
  ///
  /// - Parameters:
  ///   - model: the model that writes the text.
  ///   - condition: the name of the text's condition, if one was given.
  /// - Returns: the processor, or none.
  /// - Throws: `Failure` if the model has no hidden states, or draws the condition by itself.
  func contrastiveProcessor(
    _ model: some AutoregressiveModel, condition: String?
  ) throws -> [any LogitsProcessor] {
    guard let contrastive else { return [] }
    guard let model = model as? LanguageModel else {
      throw Failure(
        "--contrastive compares the hidden states of a recurrent network; n-gram models, mixtures and models "
          + "that learn as they read have none")
    }
    guard condition != nil || model.tokenizer.vocabulary.conditionNames.isEmpty else {
      throw Failure("--contrastive: this model has conditions; choose one with --condition")
    }
    return [
      ContrastiveSearch(
        model, penalty: contrastive, candidates: candidates ?? 4,
        condition: try condition.map { try model.tokenizer.condition(named: $0) })
    ]
  }

  /// The options of a search; nil if none is requested.
  ///
  /// - Parameters:
  ///   - generation: the options of the text.
  ///   - temperature: the temperature on the command line.
  ///   - count: the number of texts to print.
  /// - Returns: the options.
  func options(
    _ generation: GenerationOptions, temperature: Double?, count: Int
  ) -> SearchOptions? {
    guard let beams else { return nil }
    var options = SearchOptions()
    options.generation = generation
    options.generation.sampling.temperature = temperature ?? 1
    options.beams = beams
    options.count = count
    options.groups = beamGroups ?? options.groups
    options.diversity = diversity ?? options.diversity
    options.lengthPenalty = lengthPenalty ?? options.lengthPenalty
    options.isStochastic = stochasticBeams
    return options
  }
}
