public import CharForms
internal import CharText

extension AutoregressiveModel {
  /// Searches for the likeliest continuations of a prompt, by beams.
  ///
  ///     var options = SearchOptions()
  ///     options.beams = 16
  ///     options.count = 3
  ///     for result in try model.search("Once upon", options) {
  ///       print(result.logProbability, result.text)
  ///     }
  ///
  /// - Parameters:
  ///   - prompt: the start of a document; characters that are not in the vocabulary are read as `<unk>`.
  ///   - options: options of the search.
  ///   - processors: processors of the logits, applied before those of the options; each hypothesis has copies.
  /// - Returns: the texts after the prompt, the best first; fewer than asked for if there are no more.
  /// - Throws: `SamplingError` if an option is out of range, `TokenizerError` if the model does not accept the
  ///   prompt or the condition, or `PredictionError` if there is no text.
  public func search(
    _ prompt: String = "", _ options: SearchOptions = SearchOptions(),
    processors: [any LogitsProcessor] = []
  ) throws -> [SearchResult] {
    try search(Array(prompt.utf8), options, processors: processors)
  }

  /// Searches after a prompt given as bytes, which for models of bytes need not be UTF-8.
  package func search(
    _ prompt: [UInt8], _ options: SearchOptions, processors: [any LogitsProcessor] = []
  ) throws -> [SearchResult] {
    try search(
      prompt, options, following: TextRule(tokenizer.vocabulary), processors: processors)
  }

  /// Searches for the likeliest continuations of a prompt that a constraint allows.
  ///
  /// - Parameters:
  ///   - prompt: the start of a document.
  ///   - options: options of the search.
  ///   - constraint: the constraint on the text after the prompt.
  ///   - processors: processors of the logits.
  /// - Returns: the texts after the prompt, the best first.
  /// - Throws: the errors of a search without a constraint, and `ConstraintError` if no text that is allowed can
  ///   be written with the characters of the model and within the length.
  public func search(
    _ prompt: String = "", _ options: SearchOptions = SearchOptions(),
    under constraint: some Constraint, processors: [any LogitsProcessor] = []
  ) throws -> [SearchResult] {
    let rule = try ConstraintRule(constraint, tokenizer, length: options.generation.length)
    return try search(prompt, options, following: rule, processors: processors)
  }

  /// Searches for the continuations of a prompt that follow a rule and score best.
  ///
  /// - Parameters:
  ///   - prompt: the start of a document.
  ///   - options: options of the search.
  ///   - rule: which tokens may come next, and what they add to the score.
  ///   - processors: processors of the logits.
  /// - Returns: the texts after the prompt, the best first.
  /// - Throws: the errors of a search without a rule; `PredictionError.everythingForbidden` if the rule leads to no
  ///   end within the length.
  public func search(
    _ prompt: String = "", _ options: SearchOptions = SearchOptions(),
    following rule: some SearchRule, processors: [any LogitsProcessor] = []
  ) throws -> [SearchResult] {
    try search(Array(prompt.utf8), options, following: rule, processors: processors)
  }

  /// Searches after a prompt given as bytes, which for models of bytes need not be UTF-8.
  package func search(
    _ prompt: [UInt8], _ options: SearchOptions, following rule: some SearchRule,
    processors: [any LogitsProcessor] = []
  ) throws -> [SearchResult] {
    try options.validate()
    let start = try SearchStart(prompt, options.generation, self)
    let processors =
      try processors + options.generation.sampling.processorsOfSearch(tokenizer)
    var search = BeamSearch(self, following: rule, options, from: start, processors: processors)
    return try search.run()
  }
}
