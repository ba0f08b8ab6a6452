public import CharLM
internal import CharIO
public import CharText
internal import Foundation

/// Where a run's text comes from, kept so that `--resume` needs no more than the directory.
public struct TrainingSources: Sendable, Equatable {
  /// The files to learn from, and those to measure on.
  public var corpus, validation: [String]
  /// Which files of directories are read, and which field of JSON Lines.
  public var selection: CorpusSelection
  /// How invalid UTF-8 is met.
  public var invalidUTF8: InvalidUTF8Policy
  /// The model that the run goes on from, if one.
  public var from: String?

  /// The files of a run.
  ///
  /// - Parameters:
  ///   - corpus: files and directories to learn from.
  ///   - validation: those to measure on.
  ///   - selection: which files of directories are read, and which field of JSON Lines.
  ///   - invalidUTF8: how invalid UTF-8 is met.
  ///   - from: the directory of the model that the run goes on from, if one.
  public init(
    corpus: [String] = [], validation: [String] = [],
    selection: CorpusSelection = CorpusSelection(), invalidUTF8: InvalidUTF8Policy = .error,
    from: String? = nil
  ) {
    self.from = from
    self.corpus = corpus
    self.validation = validation
    self.selection = selection
    self.invalidUTF8 = invalidUTF8
  }

  /// Reads some of the files.
  ///
  /// - Parameter paths: those to learn from, or those to measure on.
  /// - Returns: what reads them.
  public func reader(_ paths: [String]) -> CorpusReader {
    CorpusReader(paths: paths, selection: selection, invalidUTF8: invalidUTF8)
  }

  /// What a run in a model directory was started with.
  ///
  /// - Parameters:
  ///   - directory: the model directory.
  ///   - type: what is trained there.
  /// - Returns: its configuration and files, and what it knows of labels.
  /// - Throws: `TrainingError.noCheckpoint`, `TrainingError.otherType`, or `FileError`.
  public static func ofRun(
    in directory: String, type: ModelType = .language
  ) throws -> (
    configuration: TrainingConfiguration, sources: TrainingSources, labels: LabelConfiguration?
  ) {
    let path = ModelFile.training.path(in: directory)
    guard FileManager.default.fileExists(atPath: path) else {
      throw TrainingError.noCheckpoint(directory)
    }
    let manifest: TrainingManifest = try JSONFile.read(path)
    do { try manifest.configuration.validate() } catch {
      throw FileError(path: path, problem: "is damaged: \(error)")
    }
    guard manifest.type == type else {
      throw TrainingError.otherType(directory, found: manifest.type, wanted: type)
    }
    return (
      manifest.configuration,
      TrainingSources(
        corpus: manifest.corpus, validation: manifest.validation,
        selection: manifest.selection ?? CorpusSelection(), invalidUTF8: manifest.invalidUTF8,
        from: manifest.from),
      manifest.labels
    )
  }
}
