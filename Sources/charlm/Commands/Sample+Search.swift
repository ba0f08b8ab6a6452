import CharLM
import CharText

extension Sample {
  /// The options of a search; nil if none is requested.
  func searchOptions(_ options: GenerationOptions) -> SearchOptions? {
    search.options(options, temperature: sampling.temperature, count: count ?? 1)
  }

  /// Searches for texts by beams and writes them, the best first.
  func writeFound(
    _ model: some AutoregressiveModel, _ prompt: [UInt8], _ options: SearchOptions,
    _ rule: ConstraintRule?, _ processors: [any LogitsProcessor], _ index: CopyIndex?
  ) throws {
    let found =
      if let rule {
        try model.search(prompt, options, following: rule, processors: processors)
      } else {
        try model.search(prompt, options, processors: processors)
      }
    for (number, result) in found.enumerated() {
      try write(model, prompt, result.generated, options.generation, number: number + 1, index)
    }
    if found.count < options.count { Console.note("there are no more texts than these") }
  }

  /// Draws texts and writes those that score best.
  func writeBest(
    _ model: some AutoregressiveModel, _ prompt: [UInt8], _ options: GenerationOptions,
    of drawn: Int, _ processors: [any LogitsProcessor], _ index: CopyIndex?
  ) throws {
    let texts = try model.generate(prompt, options, count: drawn, processors: processors)
    let lengthPenalty = search.lengthPenalty ?? SearchOptions().lengthPenalty
    let best = texts.best(count ?? 1) { $0.score(lengthPenalty: lengthPenalty) }
    if let failure = texts.failure { throw failure }
    for (number, text) in best.enumerated() {
      try write(model, prompt, text, options, number: number + 1, index)
    }
  }
}
