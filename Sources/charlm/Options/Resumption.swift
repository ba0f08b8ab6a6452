import CharIO
import CharLM
import CharText
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
}

extension TrainingSources {
  /// Creates the sources given on a command line.
  init(corpus: [String], validation: [String], options: CorpusOptions, from: String? = nil) {
    self.init()
    start(from: from)
    change(corpus: corpus, validation: validation, options: options)
  }

  /// Records the directory of the model that the run starts from, if any.
  mutating func start(from directory: String?) { from = directory.map(Self.absolute) }

  /// Applies the sources given on a command line.
  mutating func change(corpus: [String], validation: [String], options: CorpusOptions) {
    change(corpus: corpus, validation: validation, invalid: options.invalid)
    if !options.selection.include.isEmpty { selection.include = options.selection.include }
    if !options.selection.exclude.isEmpty { selection.exclude = options.selection.exclude }
    selection.field = options.selection.field ?? selection.field
    selection.encoding = options.selection.encoding ?? selection.encoding
  }

  /// Applies the sources given on a command line, with absolute paths.
  mutating func change(
    corpus: [String], validation: [String], invalid: InvalidUTF8Policy?,
    encoding: TextEncoding? = nil
  ) {
    selection.encoding = encoding ?? selection.encoding
    if !corpus.isEmpty { self.corpus = corpus.map(Self.absolute) }
    if !validation.isEmpty { self.validation = validation.map(Self.absolute) }
    invalidUTF8 = invalid ?? invalidUTF8
  }

  /// Throws if the directory of a new run is what it reads, or is inside a folder that it reads, since its own
  /// files would become text at the next start.
  ///
  /// - Parameter out: the directory.
  /// - Throws: `FileError`, `Failure`, or `CorpusError` for an invalid pattern.
  func checkDirectory(_ out: String) throws {
    try FileSystem.checkOutput(out, isNot: corpus + validation)
    let target = FilePath.resolved(out)
    for path in corpus + validation where path != "-" {
      let folder = FilePath.resolved(path)
      let prefix = folder == "/" ? folder : folder + "/"
      guard FileSystem.isDirectory(folder), (target + "/").hasPrefix(prefix) else { continue }
      let below = String((target + "/").dropFirst(prefix.count))
      let isRead = try Self.filesOfRuns.contains { try selection.takes(below + $0.rawValue) }
      guard isRead else { continue }
      throw Failure(
        "\(out): lies in \(path), which is read, so that --resume would read the files of the run "
          + "as text; name another directory for --out")
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
