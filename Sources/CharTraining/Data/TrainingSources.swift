public import CharLM
internal import CharIO
public import CharText
internal import Foundation

/// The sources of a run's text, stored so that `--resume` needs only the directory.
public struct TrainingSources: Sendable, Equatable {
  /// The training files and the validation files.
  public var corpus, validation: [String]
  /// Selection of files in directories and of the JSON Lines field.
  public var selection: CorpusSelection
  /// Handling of invalid UTF-8.
  public var invalidUTF8: InvalidUTF8Policy
  /// The model that the run continues from, if any.
  public var from: String?

  /// Creates the sources of a run.
  ///
  /// - Parameters:
  ///   - corpus: training files and directories.
  ///   - validation: validation files and directories.
  ///   - selection: selection of files in directories and of the JSON Lines field.
  ///   - invalidUTF8: handling of invalid UTF-8.
  ///   - from: directory of the model that the run continues from, if any.
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

  /// Creates a reader of some of the files.
  ///
  /// - Parameter paths: the training or the validation files.
  /// - Returns: the reader.
  public func reader(_ paths: [String]) -> CorpusReader {
    CorpusReader(paths: paths, selection: selection, invalidUTF8: invalidUTF8)
  }

  /// Reads the settings with which a run in a model directory was started.
  ///
  /// - Parameters:
  ///   - directory: the model directory.
  ///   - type: the expected type of model.
  /// - Returns: its configuration, files and label settings.
  /// - Throws: `TrainingError.noCheckpoint`, `.modelWithoutRun`, `.otherType`, or `FileError`.
  public static func ofRun(
    in directory: String, type: ModelType = .language
  ) throws -> (
    configuration: TrainingConfiguration, sources: TrainingSources, labels: LabelConfiguration?
  ) {
    let path = ModelFile.training.path(in: directory)
    guard FileManager.default.fileExists(atPath: path) else {
      let holdsModel = (try? ModelConfiguration(ofModelIn: directory)) != nil
      throw holdsModel
        ? TrainingError.modelWithoutRun(directory) : TrainingError.noCheckpoint(directory)
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
