internal import CharForms
internal import CharNumerics
internal import CharText

/// A search for the fillings of a template in the reading direction of a model.
///
/// A gap is filled by beams, or by texts that are drawn. Where it ends, fillings of all lengths meet: each has read
/// the text up to the next gap, whose probability decides which go on.
struct GapSearch<Model: AutoregressiveModel>: TemplateReader {
  /// A text whose gaps are filled up to a place.
  struct Hypothesis {
    /// The tokens after the start.
    var tokens: [Token] = []
    /// The tokens of each gap.
    var fillings: [[Token]]
    /// ln of the probability of its tokens.
    var score = 0.0
    /// Of drawn texts, ln of the probability of what was not drawn: of the text after the gaps.
    var logWeight = 0.0
  }

  /// A text within a gap.
  struct OpenGap {
    /// The index of the hypothesis before the gap.
    var parent: Int
    var state: TokenConstraint.State
    var tokens: [Token] = []
    /// The score with its tokens.
    var score: Double
  }

  /// A gap, and the texts that have come to it.
  struct Place {
    var segment: DirectedTemplate.Segment
    var constraint: TokenConstraint
    var temperature: Double
    /// The texts, each of which has a lane.
    var alive: [Hypothesis]
    var ready: AlignedTexts<Model>
  }

  let template: DirectedTemplate
  let start: TextStart<Model>
  let beams: Int
  /// The constraint and the temperature of each gap; nil where they cannot be read in this direction.
  private let gaps: [(constraint: TokenConstraint, temperature: Double)]?
  var random: RandomSource
  var normalizer = Normalizer()

  /// Reads the text before the first gap.
  ///
  /// - Parameters:
  ///   - template: a template with a gap.
  ///   - options: valid options.
  ///   - model: the model.
  /// - Throws: `ConstraintError` if a gap cannot be filled with the characters of a model that reads forward,
  ///   `TokenizerError` or `PredictionError`.
  init(_ template: Template, _ options: FillOptions, _ model: Model) throws {
    let tokenizer = model.tokenizer
    gaps = try Self.gaps(template, options, tokenizer)
    self.template = try DirectedTemplate(template, tokenizer, context: options.context)
    start = try TextStart(self.template.start, condition: options.condition, model)
    beams = options.beams
    // Both directions draw, and each its own.
    random = RandomSource(
      seed: options.seed, stream: tokenizer.configuration.direction == .forward ? 0 : 1)
  }

  private static func gaps(
    _ template: Template, _ options: FillOptions, _ tokenizer: Tokenizer
  ) throws -> [(constraint: TokenConstraint, temperature: Double)]? {
    let temperatures = options.temperatures(of: template)
    let gaps = zip(template.gaps, temperatures)
    guard tokenizer.configuration.direction == .forward else {
      // Some grammars cannot be read from their end, nor can characters that are spelled in bytes.
      return try? gaps.map { gap, temperature in
        let reversed = try gap.constraint.reversed
        return (try TokenConstraint(reversed, tokenizer.vocabulary, .backward), temperature)
      }
    }
    return try gaps.map { gap, temperature in
      do {
        return (try TokenConstraint(gap.constraint, tokenizer.vocabulary), temperature)
      } catch let error as ConstraintError {
        throw ConstraintError("the gap \(gap.source) cannot be filled: \(error.problem)")
      }
    }
  }

  // MARK: Reading

  func logProbabilities(of fillings: [[[Token]]]) throws(PredictionError) -> [Double] {
    try AlignedTexts(fillings.map(template.tokens(filledWith:)), after: start).logProbabilities
  }

  mutating func proposals() throws(PredictionError) -> [Proposal] {
    guard let gaps else { return [] }
    var ready = try AlignedTexts([[]], after: start)
    var alive = [Hypothesis(fillings: Array(repeating: [], count: template.gapCount))]
    for (index, segment) in template.segments.enumerated() {
      let (constraint, temperature) = gaps[segment.gap]
      let place = Place(
        segment: segment, constraint: constraint, temperature: temperature, alive: alive,
        ready: ready)
      alive = try temperature > 0 ? drawn(at: place) : found(at: place)
      ready = try AlignedTexts(alive.map(\.tokens), after: start)
      for (text, score) in ready.logProbabilities.enumerated() {
        alive[text].logWeight += score - alive[text].score
        alive[text].score = score
      }
      // All that end the last gap are proposed.
      guard index < template.segments.count - 1 else { break }
      let chosen = temperature > 0 ? resampled(alive) : best(of: alive)
      ready.select(chosen)
      alive = chosen.map { alive[$0] }
      for text in alive.indices { alive[text].logWeight = 0 }
    }
    return alive.filter { $0.score > -.infinity }.map { text in
      Proposal(
        fillings: text.fillings, logProbability: text.score, logWeight: text.logWeight)
    }
  }

  /// Ends a gap.
  ///
  /// - Parameters:
  ///   - gap: the text in the gap.
  ///   - place: the gap.
  /// - Returns: the text up to the next gap, not yet with its score, and the first token after this gap.
  func end(_ gap: OpenGap, at place: Place) -> (text: Hypothesis, next: Token?) {
    var text = place.alive[gap.parent]
    text.fillings[place.segment.gap] = gap.tokens
    let rest = template.tokens(after: place.segment, text.fillings)
    text.tokens += gap.tokens + rest
    return (text, rest.first)
  }
}
