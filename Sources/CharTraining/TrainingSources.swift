internal import CharLM
internal import CharNumerics
public import CharText
internal import Foundation

/// Where a run's text comes from, kept so that `--resume` needs no more than the directory.
public struct TrainingSources: Sendable, Equatable {
  /// The files to learn from, and those to measure on.
  public var corpus, validation: [String]
  /// How invalid UTF-8 is met.
  public var invalidUTF8: InvalidUTF8Policy

  /// The files of a run.
  ///
  /// - Parameters:
  ///   - corpus: files and directories to learn from.
  ///   - validation: those to measure on.
  ///   - invalidUTF8: how invalid UTF-8 is met.
  public init(
    corpus: [String] = [], validation: [String] = [], invalidUTF8: InvalidUTF8Policy = .error
  ) {
    self.corpus = corpus
    self.validation = validation
    self.invalidUTF8 = invalidUTF8
  }

  /// What a run in a model directory was started with.
  ///
  /// - Parameter directory: the model directory.
  /// - Returns: its configuration and files.
  /// - Throws: `TrainingError.noCheckpoint`, or `FileError`.
  public static func ofRun(
    in directory: String
  ) throws -> (configuration: TrainingConfiguration, sources: TrainingSources) {
    let path = ModelFile.training.path(in: directory)
    guard FileManager.default.fileExists(atPath: path) else {
      throw TrainingError.noCheckpoint(directory)
    }
    let manifest: TrainingManifest = try LanguageModel.decode(path)
    do { try manifest.configuration.validate() } catch {
      throw FileError(path: path, problem: "is damaged: \(error)")
    }
    return (
      manifest.configuration,
      TrainingSources(
        corpus: manifest.corpus, validation: manifest.validation,
        invalidUTF8: manifest.invalidUTF8)
    )
  }
}
