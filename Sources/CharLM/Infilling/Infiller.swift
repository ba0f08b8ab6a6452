public import CharForms
internal import CharText

/// Fills the gaps of texts, with what precedes and what follows in view.
///
///     let forward = try LanguageModel(contentsOf: "models/letters")
///     let backward = try LanguageModel(contentsOf: "models/letters-backward")
///     let infiller = try Infiller(forward, backward: backward)
///     for filled in try infiller.fill(Template("I am ___ very hungry")) {
///       print(filled.score, filled.text)
///     }
///
/// Each model searches in its direction and so proposes fillings, which both then rate as a whole: the forward model
/// by the fillings and what follows them, the backward model by the fillings and what precedes them. The ranking is
/// the mean of both log-probabilities, a product of experts.
public struct Infiller: Sendable {
  private let forward: any AutoregressiveModel
  private let backward: (any AutoregressiveModel)?
  /// The tokens of the backward model in the order of the forward model's vocabulary, and the reverse; nil if they
  /// are the same.
  private let toBackward, toForward: [Token]?

  /// Combines models of the same text.
  ///
  /// - Parameters:
  ///   - forward: a model that reads forward.
  ///   - backward: a model that reads backward; nil = none, the forward model then rates alone.
  ///   - name: the name of the backward model in errors.
  /// - Throws: ``InfillingError`` if a model reads in the wrong direction, `MixtureError` if the models have
  ///   different characters.
  public init(
    _ forward: any AutoregressiveModel, backward: (any AutoregressiveModel)? = nil,
    name: String = "backward model"
  ) throws {
    guard forward.tokenizer.configuration.direction == .forward else {
      throw InfillingError.readsBackward
    }
    (self.forward, self.backward) = (forward, backward)
    guard let backward else {
      (toBackward, toForward) = (nil, nil)
      return
    }
    guard backward.tokenizer.configuration.direction == .backward else {
      throw InfillingError.readsForward(name)
    }
    var configuration = forward.tokenizer.configuration
    configuration.direction = .backward
    let mirrored = Tokenizer(
      configuration: configuration, vocabulary: forward.tokenizer.vocabulary)
    toBackward = try TokenOrder(of: backward.tokenizer, in: mirrored, model: name).tokens
    toForward = toBackward.map { order in
      var inverse = order
      for (token, other) in order.enumerated() { inverse[Int(other)] = Token(token) }
      return inverse
    }
  }

  /// Fills the gaps of a text.
  ///
  /// - Parameters:
  ///   - template: the text.
  ///   - options: options of the search.
  /// - Returns: the texts, the best first; fewer than asked for if there are no more, or if a text was drawn twice.
  /// - Throws: `ConstraintError` if a gap cannot be filled with the characters of the model,
  ///   ``InfillingError/noGap``, `SamplingError` if an option is out of range, `TokenizerError` if the model does
  ///   not accept the text, or `PredictionError`.
  public func fill(
    _ template: Template, _ options: FillOptions = FillOptions()
  ) throws -> [FilledText] {
    try options.validate()
    guard !template.gaps.isEmpty else { throw InfillingError.noGap }
    guard options.draws(template), options.count > 1 else { return try search(template, options) }
    // Texts that are drawn together have much in common.
    var texts: [FilledText] = []
    for number in 0..<options.count {
      var single = options
      single.count = 1
      single.seed &+= UInt64(number)
      texts += try search(template, single).filter { !texts.contains($0) }
    }
    return texts.sorted { $0.score > $1.score }
  }

  private func search(_ template: Template, _ options: FillOptions) throws -> [FilledText] {
    var reader = try Self.reader(template, options, forward)
    var other = try backward.map { try Self.reader(template, options, $0) }
    let own = try reader.proposals()
    let others = try other?.proposals() ?? []
    var rated = RatedFillings()
    for proposal in own { rated.add(proposal, proposal.fillings, isForward: true) }
    for proposal in others {
      rated.add(proposal, Self.mirrored(proposal.fillings, toForward), isForward: false)
    }
    try rated.rate(isForward: true) { fillings throws(PredictionError) in
      try reader.logProbabilities(of: fillings)
    }
    if let other {
      try rated.rate(isForward: false) { fillings throws(PredictionError) in
        try other.logProbabilities(of: fillings.map { Self.mirrored($0, toBackward) })
      }
    }
    let best = rated.best(options.count, draws: options.draws(template), seed: options.seed) {
      filled(template, $0)
    }
    if best.isEmpty { throw PredictionError.everythingForbidden }
    return best
  }

  private static func reader(
    _ template: Template, _ options: FillOptions, _ model: some AutoregressiveModel
  ) throws -> any TemplateReader { try GapSearch(template, options, model) }

  /// Converts fillings between the tokens and reading directions of both models.
  private static func mirrored(_ fillings: [[Token]], _ order: [Token]?) -> [[Token]] {
    fillings.map { tokens in tokens.reversed().map { token in order?[Int(token)] ?? token } }
  }

  private func filled(_ template: Template, _ rating: RatedFillings.Rating) -> FilledText {
    let fillings = rating.fillings.map { forward.tokenizer.decode($0) }
    return FilledText(
      text: template.text(filledWith: fillings), fillings: fillings,
      logProbability: rating.forward ?? -.infinity, score: rating.score)
  }
}
