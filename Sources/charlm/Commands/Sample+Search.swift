import CharLM
import CharText

extension Sample {
  /// The options of a search; nil if none is requested.
  func searchOptions(_ options: GenerationOptions) -> SearchOptions? {
    search.options(options, temperature: temperature, count: count ?? 1)
  }

  /// Searches for texts by beams and writes them, the best first.
  func writeFound(
    _ model: some AutoregressiveModel, _ prompt: [UInt8], _ options: SearchOptions
  ) throws {
    let found =
      try constraint.use { rules in
        let rule = try ConstraintRule(rules, model.tokenizer, length: options.generation.length)
        return try model.search(prompt, options, following: rule)
      } ?? model.search(prompt, options)
    for (index, result) in found.enumerated() {
      try write(model, prompt, result.generated, options.generation, number: index + 1)
    }
    if found.count < options.count { Console.note("there are no more texts than these") }
  }

  /// Draws texts and writes those that score best.
  func writeBest(
    _ model: some AutoregressiveModel, _ prompt: [UInt8], _ options: GenerationOptions,
    of drawn: Int, _ processors: [any LogitsProcessor]
  ) throws {
    let texts = try model.generate(prompt, options, count: drawn, processors: processors)
    let lengthPenalty = search.lengthPenalty ?? SearchOptions().lengthPenalty
    let best = texts.best(count ?? 1) { $0.score(lengthPenalty: lengthPenalty) }
    if let failure = texts.failure { throw failure }
    for (index, text) in best.enumerated() {
      try write(model, prompt, text, options, number: index + 1)
    }
  }
}
