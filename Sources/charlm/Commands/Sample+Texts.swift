import CharForms
import CharLM
import CharNumerics
import CharText

/// Everything that `charlm sample` needs to generate: models are loaded, files are read, constraints compiled.
struct PreparedSample {
  var model: any AutoregressiveModel
  var prompt: [UInt8]
  /// The options in force, of a search too.
  var options: GenerationOptions
  /// The rule of a search under a constraint.
  var rule: ConstraintRule?
  var processors: [any LogitsProcessor]
  /// The index of the training text, where it is needed.
  var index: CopyIndex?
  /// The files that were read beside the models.
  var files: InputFiles
}

extension Sample {
  /// Loads a model and what the options add to it.
  func loaded() throws -> any AutoregressiveModel {
    try mixing.load(model, precision)
  }

  /// Reads files and compiles constraints.
  ///
  /// - Parameters:
  ///   - model: the model of ``loaded()``.
  ///   - prompt: the prompt.
  ///   - files: files that are read already.
  /// - Returns: everything that generation needs.
  /// - Throws: `FileError`, or `ExitCode` 2 for a constraint that cannot be met.
  func prepared(
    _ model: any AutoregressiveModel, _ prompt: [UInt8], files: InputFiles = InputFiles()
  ) throws -> PreparedSample {
    var (options, files) = (options, files)
    let requested = try constraint.requested(reading: &files)
    let rest = try constraint.refusing {
      try requested?.following(String(decoding: prompt, as: UTF8.self))
    }
    options.length = sampling.length ?? requested?.longest ?? options.length
    let index = try copies.index(model, in: self.model.directory)
    // A search follows a rule instead.
    let searches = search.beams != nil
    let rule = try constraint.searchRule(
      searches ? rest : nil, model.tokenizer, length: options.length)
    let processors =
      try constraint.processors(
        searches ? nil : rest, model.tokenizer, length: options.length)
      + copies.processors(index)
      + search.contrastiveProcessor(model, condition: condition.condition)
    let drawsCondition =
      condition.condition == nil && !model.tokenizer.vocabulary.conditionNames.isEmpty
    let isRandom = search.isRandom && (!options.sampling.isGreedy || drawsCondition)
    if sampling.seed == nil && isRandom {
      // Short enough to retype.
      options.sampling.seed = .random(in: 1...999_999_999)
      Console.note("seed \(options.sampling.seed)")
    }
    if let search = searchOptions(options) { options = search.generation }
    return PreparedSample(
      model: model, prompt: prompt, options: options, rule: rule, processors: processors,
      index: index, files: files)
  }

  /// Generates the texts.
  ///
  /// - Parameters:
  ///   - prepared: what ``prepared(_:_:files:)`` returned.
  ///   - each: receives each text when it is complete, and its place, from 0; false ends the generation.
  /// - Throws: the errors of generation.
  func texts(
    _ prepared: PreparedSample, each: (GeneratedText, Int) throws -> Bool
  ) throws {
    try model.naming(mixing) { try texts(prepared.model, prepared, each: each) }
  }

  private func texts(
    _ model: some AutoregressiveModel, _ prepared: PreparedSample,
    each: (GeneratedText, Int) throws -> Bool
  ) throws {
    let options = prepared.options
    if let search = searchOptions(options) {
      let found = try found(model, prepared, search)
      for (place, text) in found.enumerated() {
        guard try each(text, place) else { return }
      }
      if found.count < search.count { Console.note("there are no more texts than these") }
      return
    }
    let texts = try model.generate(
      prepared.prompt, options, count: search.bestOf ?? count ?? 1,
      processors: prepared.processors)
    if search.bestOf != nil {
      let lengthPenalty = search.lengthPenalty ?? SearchOptions().lengthPenalty
      let best = texts.best(count ?? 1) { $0.score(lengthPenalty: lengthPenalty) }
      if let failure = texts.failure { throw failure }
      for (place, text) in best.enumerated() {
        guard try each(text, place) else { return }
      }
    } else {
      for text in texts {
        guard try each(text, text.index) else { return }
      }
      if let failure = texts.failure { throw failure }
    }
  }

  /// Searches for texts by beams, the best first.
  private func found(
    _ model: some AutoregressiveModel, _ prepared: PreparedSample, _ options: SearchOptions
  ) throws -> [GeneratedText] {
    let found =
      if let rule = prepared.rule {
        try model.search(
          prepared.prompt, options, following: rule, processors: prepared.processors)
      } else {
        try model.search(prepared.prompt, options, processors: prepared.processors)
      }
    return found.map(\.generated)
  }

  /// The options of a search; nil if none is requested.
  func searchOptions(_ options: GenerationOptions) -> SearchOptions? {
    search.options(options, temperature: sampling.temperature, count: count ?? 1)
  }
}
