internal import CharIO
package import CharLM
internal import CharText

/// The loss of a model on the test part of its corpus.
package struct TestPart {
  /// The loss.
  package let natsPerToken, bitsPerCharacter: Double
  /// The predicted tokens and their characters.
  package let tokens, characters: Int
  /// The tokens that the model does not know.
  package let unknownTokens: Int

  /// Reads the text of a run again and measures its test part.
  ///
  /// - Parameters:
  ///   - model: the model of the run.
  ///   - directory: the model directory.
  /// - Throws: `TrainingError.noCheckpoint` or `.modelWithoutRun` if the text is not known; `FileError` if the run has no
  ///   test part or its text has changed; `CorpusError`; `PredictionError.notFinite`.
  package init(of model: LanguageModel, in directory: String) throws {
    let configuration = try TrainingSources.ofRun(in: directory).configuration
    guard (configuration.testFraction ?? 0) > 0 else {
      throw FileError(
        path: directory,
        problem: "is of a run without a test part; train with `test_fraction` FRACTION")
    }
    let text = try TrainingData(ofRunIn: directory).test
    guard let losses = model.losses(of: text) else {
      throw FileError(
        path: directory, problem: "is of a run whose test part is empty; its text is too short")
    }
    guard losses.natsPerToken.isFinite else { throw PredictionError.notFinite }
    (natsPerToken, bitsPerCharacter) = (losses.natsPerToken, losses.bitsPerCharacter)
    (tokens, characters) = (text.targets(model.tokenizer.vocabulary), text.characters)
    unknownTokens = text.tokens.count { $0 == Vocabulary.unknown }
  }
}
