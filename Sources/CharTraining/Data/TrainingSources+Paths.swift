internal import CharIO
internal import CharLM
package import CharText
internal import Foundation

extension TrainingSources {
  /// Records the directory of the model that the run starts from, if any.
  ///
  /// - Parameter directory: its path.
  package mutating func start(from directory: String?) { from = directory.map(Self.absolute) }

  /// Applies the sources that are given again when a run is resumed, with absolute paths.
  ///
  /// - Parameters:
  ///   - corpus: training files and directories; none = as before.
  ///   - validation: validation files and directories; none = as before.
  ///   - invalid: handling of invalid UTF-8; nil = as before.
  ///   - selection: selection of files; what it does not say is as before.
  package mutating func change(
    corpus: [String], validation: [String], invalid: InvalidUTF8Policy?,
    selection: CorpusSelection
  ) {
    if !corpus.isEmpty { self.corpus = corpus.map(Self.absolute) }
    if !validation.isEmpty { self.validation = validation.map(Self.absolute) }
    invalidUTF8 = invalid ?? invalidUTF8
    if !selection.include.isEmpty { self.selection.include = selection.include }
    if !selection.exclude.isEmpty { self.selection.exclude = selection.exclude }
    self.selection.field = selection.field ?? self.selection.field
    self.selection.encoding = selection.encoding ?? self.selection.encoding
  }

  /// Throws if the directory of a new run is what it reads, or is inside a folder that it reads, since its own files
  /// would become text at the next start.
  ///
  /// - Parameter out: the directory.
  /// - Throws: `FileError`, `TrainingError.insideText`, or `CorpusError` for an invalid pattern.
  package func checkDirectory(_ out: String) throws {
    try FileSystem.checkOutput(out, isNot: corpus + validation)
    let target = FilePath.resolved(out)
    for path in corpus + validation where path != "-" {
      let folder = FilePath.resolved(path)
      guard FileSystem.isDirectory(folder), let below = FilePath.part(of: target, below: folder)
      else { continue }
      let isRead = try Self.filesOfRuns.contains { try selection.takes(below + $0.rawValue) }
      guard isRead else { continue }
      throw TrainingError.insideText(out, of: path)
    }
  }

  /// Text files in the directory of a run.
  private static let filesOfRuns: [ModelFile] = [
    .configuration, .tokenizer, .training, .metrics, .samples,
  ]

  private static func absolute(_ path: String) -> String {
    path == "-" ? path : URL(fileURLWithPath: path).path
  }
}
