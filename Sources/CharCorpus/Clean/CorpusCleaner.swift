internal import CharIO
public import CharText
internal import Foundation

/// Writes a cleaned copy of a corpus and reports the changes.
///
/// One file becomes one file. A folder, or several inputs, become a folder with files of the same
/// names. The output appears only when it is complete; memory does not grow with the text.
public struct CorpusCleaner {
  private let paths: [String]
  private let selection: CorpusSelection
  private let cleaning: Cleaning

  /// - Parameters:
  ///   - paths: Files, directories, or `-` for standard input.
  ///   - selection: The files to read from directories.
  ///   - cleaning: The changes to make.
  public init(
    paths: [String], selection: CorpusSelection = CorpusSelection(), cleaning: Cleaning
  ) {
    (self.paths, self.selection, self.cleaning) = (paths, selection, cleaning)
  }

  /// Cleans the corpus.
  ///
  /// - Parameters:
  ///   - path: The file or folder to write.
  ///   - log: Another file that the caller is going to write, such as a log, which is checked in
  ///     the same way; nil for none.
  ///   - replaces: Whether existing files may be replaced.
  ///   - progress: Called with the number of bytes read, and the total if it is known.
  /// - Returns: The changes that were made.
  /// - Throws: `CorpusError`, ``CleaningError``, or `FileError`; nothing is written then.
  public func clean(
    to path: String, log: String? = nil, replaces: Bool = false,
    progress: (_ bytes: Int, _ total: Int?) -> Void = { _, _ in }
  ) throws -> CleaningLog {
    let (files, warnings) = try CorpusFiles.find(paths, selection)
    if let file = files.first(where: { JSONLines.isNamed($0.path) }) {
      throw CleaningError.records(file.path)
    }
    if let field = selection.field {
      throw CorpusError.unusedField(field, names: paths)
    }
    let target = try CleaningTarget(
      inputs: paths, files: files, output: path, log: log, replaces: replaces)
    defer { target.removeTemporary() }
    let total = files.allSatisfy { $0.size > 0 } ? files.reduce(0) { $0 + $1.size } : nil
    var cleaner = TextCleaner(cleaning)
    for (file, output) in zip(files, target.outputs) {
      let writer = try target.open(output)
      let source = try TextSource(
        file.path, encoding: selection.encoding,
        invalid: cleaning.invalid == .replace ? .replace : .error,
        dropsInvalid: cleaning.invalid == .drop)
      let isKept = try cleaner.clean(source, name: file.path, into: writer) { progress($0, total) }
      // A folder gets no empty files; a single output file is written even if it is empty.
      guard isKept || !target.isFolder else { continue }
      cleaner.countWritten(writer.position)
      try writer.commit()
    }
    guard cleaner.log.bytesRead > 0 else { throw CorpusError.emptyText(paths) }
    try target.commit()
    var log = cleaner.log
    log.warnings = warnings + log.warnings
    return log
  }
}
