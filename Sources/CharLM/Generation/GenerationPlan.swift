/// Texts to be generated after one prompt: drawn one after another, the best of many that are drawn, or found by a
/// search.
package struct GenerationPlan {
  /// The model.
  package var model: any AutoregressiveModel
  /// The prompt, which for models of bytes need not be UTF-8.
  package var prompt: [UInt8]
  /// The options of each text that is drawn.
  package var options: GenerationOptions
  /// The number of texts.
  package var count: Int
  /// The number of texts that are drawn to keep the best `count`; nil = as many as are kept.
  package var bestOf: Int?
  /// The length penalty by which drawn texts are ranked.
  package var lengthPenalty = SearchOptions().lengthPenalty
  /// The options of a search, which takes the place of drawing; nil = no search.
  package var search: SearchOptions?
  /// The rule that a search follows; nil = any text.
  package var rule: ConstraintRule?
  /// The processors of the logits.
  package var processors: [any LogitsProcessor] = []

  /// Plans to draw texts.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - prompt: the prompt.
  ///   - options: the options of each text.
  ///   - count: the number of texts.
  package init(
    _ model: any AutoregressiveModel, _ prompt: [UInt8], _ options: GenerationOptions,
    count: Int = 1
  ) {
    (self.model, self.prompt, self.options, self.count) = (model, prompt, options, count)
  }

  /// Generates the texts.
  ///
  /// - Parameter each: receives each text when it is complete, and its place, from 0; false ends the generation.
  /// - Returns: false if a search found fewer texts than are wanted.
  /// - Throws: the errors of generation, and those of `each`.
  @discardableResult
  package func generate(each: (GeneratedText, Int) throws -> Bool) throws -> Bool {
    try generate(model, each)
  }

  private func generate(
    _ model: some AutoregressiveModel, _ each: (GeneratedText, Int) throws -> Bool
  ) throws -> Bool {
    if let search {
      let found = try found(model, search)
      for (place, text) in found.enumerated() {
        guard try each(text, place) else { return true }
      }
      return found.count >= search.count
    }
    let texts = try model.generate(prompt, options, count: bestOf ?? count, processors: processors)
    if bestOf == nil {
      for text in texts {
        guard try each(text, text.index) else { return true }
      }
    }
    let best = bestOf == nil ? [] : texts.best(count) { $0.score(lengthPenalty: lengthPenalty) }
    if let failure = texts.failure { throw failure }
    for (place, text) in best.enumerated() {
      guard try each(text, place) else { return true }
    }
    return true
  }

  /// Searches for texts by beams, the best first.
  private func found(
    _ model: some AutoregressiveModel, _ search: SearchOptions
  ) throws -> [GeneratedText] {
    let found =
      if let rule {
        try model.search(prompt, search, following: rule, processors: processors)
      } else {
        try model.search(prompt, search, processors: processors)
      }
    return found.map(\.generated)
  }
}
