import CharTraining
import Foundation

/// Reads the text of a resumed run.
enum Resumption {
  /// Reads the text of a run; if it is resumed, errors explain how to give its text again.
  ///
  /// - Parameters:
  ///   - sources: the text sources.
  ///   - command: the resuming command; nil for a new run.
  ///   - read: reads the sources.
  /// - Returns: the result of `read`.
  /// - Throws: the error of `read`, or `Failure`.
  static func reading<Data>(
    _ sources: TrainingSources, _ command: String?, _ read: () throws -> Data
  ) throws -> Data {
    do { return try read() } catch {
      guard let command else { throw error }
      let files = sources.corpus + sources.validation
      if files.contains("-") {
        throw Failure(
          "\(error.message); the run reads standard input: pipe the same text in again: \(command) < TEXT"
        )
      }
      guard files.contains(where: { !FileManager.default.fileExists(atPath: $0) }) else {
        throw error
      }
      throw Failure(
        "\(error.message), or, where the text was moved, give its new place: "
          + command.replacing("train ", with: "train NEW/TEXT ", maxReplacements: 1)
          + (sources.validation.isEmpty ? "" : " --valid NEW/TEXT"))
    }
  }

  /// Performs work with the text that a model was trained on.
  ///
  /// - Parameters:
  ///   - problem: the message where the model does not tell which text that is.
  ///   - work: the work.
  /// - Returns: the result of `work`.
  /// - Throws: the error of `work`, or `Failure`.
  static func knowingText<Result>(
    _ problem: String, _ work: () throws -> Result
  ) throws -> Result {
    do { return try work() } catch TrainingError.noCheckpoint, TrainingError.modelWithoutRun {
      throw Failure(problem)
    }
  }
}

extension TrainingSources {
  /// Creates the sources given on a command line.
  init(corpus: [String], validation: [String], options: CorpusOptions, from: String? = nil) {
    self.init()
    start(from: from)
    change(corpus: corpus, validation: validation, options: options)
  }

  /// Applies the sources given on a command line.
  mutating func change(corpus: [String], validation: [String], options: CorpusOptions) {
    change(
      corpus: corpus, validation: validation, invalid: options.invalid,
      selection: options.selection)
  }
}
