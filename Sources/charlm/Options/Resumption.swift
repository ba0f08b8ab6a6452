import CharIO
import CharLM
import CharText
import CharTraining
import Foundation

/// Reading the text of a run that goes on.
enum Resumption {
  /// Reads the text of a run; of one that goes on, an error says how to give its text again.
  ///
  /// - Parameters:
  ///   - sources: its files.
  ///   - command: goes on with the run; nil of a new one.
  ///   - read: reads them.
  /// - Returns: what it reads.
  /// - Throws: what it throws, or `Failure`.
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
  /// Those that a command line names.
  init(corpus: [String], validation: [String], options: CorpusOptions, from: String? = nil) {
    self.init()
    start(from: from)
    change(corpus: corpus, validation: validation, options: options)
  }

  /// Notes the directory of the model that the run starts from, if there is one.
  mutating func start(from directory: String?) { from = directory.map(Self.absolute) }

  /// Takes over what a command line names.
  mutating func change(corpus: [String], validation: [String], options: CorpusOptions) {
    change(corpus: corpus, validation: validation, invalid: options.invalid)
    if !options.selection.include.isEmpty { selection.include = options.selection.include }
    if !options.selection.exclude.isEmpty { selection.exclude = options.selection.exclude }
    selection.field = options.selection.field ?? selection.field
    selection.encoding = options.selection.encoding ?? selection.encoding
  }

  /// Takes over what a command line names; paths so that they can be found from anywhere.
  mutating func change(
    corpus: [String], validation: [String], invalid: InvalidUTF8Policy?,
    encoding: TextEncoding? = nil
  ) {
    selection.encoding = encoding ?? selection.encoding
    if !corpus.isEmpty { self.corpus = corpus.map(Self.absolute) }
    if !validation.isEmpty { self.validation = validation.map(Self.absolute) }
    invalidUTF8 = invalid ?? invalidUTF8
  }

  /// Throws if the directory of a new run lies in a folder that it reads, where its own files would
  /// be text for the next start.
  ///
  /// - Parameter out: the directory.
  /// - Throws: `Failure`, or `CorpusError` where a pattern cannot be read.
  func checkDirectory(_ out: String) throws {
    let target = Self.resolved(out)
    for path in corpus + validation where path != "-" {
      let folder = Self.resolved(path)
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

  /// Files of text in the directory of a run.
  private static let filesOfRuns: [ModelFile] = [
    .configuration, .tokenizer, .training, .metrics, .samples,
  ]

  /// A path without links, of which the end need not be there.
  private static func resolved(_ path: String) -> String {
    var url = URL(fileURLWithPath: path).standardizedFileURL
    var missing: [String] = []
    while url.path != "/", !FileManager.default.fileExists(atPath: url.path) {
      missing.append(url.lastPathComponent)
      url.deleteLastPathComponent()
    }
    url.resolveSymlinksInPath()
    for name in missing.reversed() { url.appendPathComponent(name) }
    return url.path
  }

  private static func absolute(_ path: String) -> String {
    path == "-" ? path : URL(fileURLWithPath: path).path
  }
}
