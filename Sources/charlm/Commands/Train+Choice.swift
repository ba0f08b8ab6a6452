import CharCorpus
import CharIO
import CharLM
import CharNumerics
import CharReport
import CharText
import CharTraining

extension Train {
  /// Sets the document boundary and the minimum count that `charlm corpus report` advises.
  func adviseText(_ configuration: inout TrainingConfiguration) throws {
    var asked = configuration
    try apply(to: &asked)
    guard
      let advice = TextAdvice(beforeTrainingOn: texts, corpusOptions.selection, asked.text)
    else { return }
    configuration.text.boundary = advice.configuration.boundary
    configuration.minimumCount = advice.minimumCount
  }

  /// Chooses the settings that are not given, and says what was chosen and why.
  ///
  /// - Parameters:
  ///   - configuration: the settings so far, of which text settings are kept.
  ///   - data: the text.
  ///   - model: the model that the run continues from, if any.
  /// - Throws: `NetworkError`, or the error of a flag.
  func choose(
    _ configuration: inout TrainingConfiguration, _ data: TrainingData, from model: LanguageModel?
  ) throws {
    let asked = configuration
    let choice = try AutomaticChoice(
      for: data, asked, goingOnFrom: model, threads: threads, overrides: apply)
    configuration = choice.configuration
    configuration.text = asked.text
    configuration.minimumCount = asked.minimumCount
    if json { configuration.sampleEvery = asked.sampleEvery }
    for reason in choice.reasons { Console.note("chosen \(reason)") }
    guard model == nil, AutomaticChoice.isTimed(asked), !json,
      let start = StartingModel.advised(.ofThisProgram, for: data)
    else { return }
    Console.note(
      "advice: --from \(start.name) is likely to give a better model: it predicts this text with "
        + "\(start.bitsPerCharacter.fixed(2)) bits per character already")
  }

  /// Returns the directory of the shipped model that predicts the text best.
  func bestStart() throws -> String {
    var configuration = TrainingConfiguration()
    try apply(to: &configuration)
    configuration.window = 1
    let sources = TrainingSources(corpus: texts, validation: valid, options: corpusOptions)
    let data = try TrainingData(sources.reader(sources.corpus), configuration)
    guard let best = StartingModel.rated(.ofThisProgram, for: data).first else {
      throw Failure(
        "--from auto: no installed model reads such text (charlm models lists them); leave --from out"
      )
    }
    Console.note(
      "from \(best.name): it predicts this text best, with \(best.bitsPerCharacter.fixed(2)) bits per "
        + "character")
    return best.directory
  }
}
