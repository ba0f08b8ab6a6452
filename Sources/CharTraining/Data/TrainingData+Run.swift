internal import CharLM
internal import CharIO
public import CharText

extension TrainingData {
  /// Reads the data of a run again, with the same split.
  ///
  /// - Parameters:
  ///   - directory: the run's model directory.
  ///   - cache: token cache for large texts; nil = in memory.
  /// - Throws: `FileError` if the directory contains no run, its text came from standard input, or
  ///   the text has changed; `CorpusError`.
  public init(ofRunIn directory: String, cache: TokenCache? = nil) throws {
    let path = ModelFile.training.path(in: directory)
    let manifest: TrainingManifest = try JSONFile.read(path)
    let (configuration, sources, _) = try TrainingSources.ofRun(in: directory)
    func reader(_ paths: [String]) throws -> CorpusReader {
      guard !paths.contains("-") else {
        throw FileError(
          path: path,
          problem:
            "says that the text came from standard input, so its parts cannot be found again; name "
            + "the text to measure on"
        )
      }
      return sources.reader(paths)
    }
    self = try TrainingData(
      reader(sources.corpus),
      validation: sources.validation.isEmpty ? nil : reader(sources.validation), configuration,
      vocabulary: .fixed(try Tokenizer(ofModelIn: directory)), cache: cache)
    guard fingerprint == manifest.fingerprint else {
      throw FileError(
        path: path,
        problem:
          "is of a run over another text; the files it names have changed, so its parts cannot be "
          + "found again; restore them, or name the text to measure on")
    }
  }
}
