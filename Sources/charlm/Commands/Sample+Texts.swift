import CharForms
import CharIO
import CharLM
import CharNumerics
import CharText

/// Everything that `charlm sample` needs to generate: models are loaded, files are read, constraints compiled.
struct PreparedSample {
  var plan: GenerationPlan
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
    var plan = GenerationPlan(model, prompt, options, count: count ?? 1)
    (plan.bestOf, plan.lengthPenalty) = (search.bestOf, search.lengthPenalty ?? plan.lengthPenalty)
    plan.search = searchOptions(options)
    plan.options = plan.search?.generation ?? options
    (plan.rule, plan.processors) = (rule, processors)
    return PreparedSample(plan: plan, index: index, files: files)
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
    let isComplete = try model.naming(mixing) { try prepared.plan.generate(each: each) }
    if !isComplete { Console.note("there are no more texts than these") }
  }

  /// The options of a search; nil if none is requested.
  func searchOptions(_ options: GenerationOptions) -> SearchOptions? {
    search.options(options, temperature: sampling.temperature, count: count ?? 1)
  }
}
