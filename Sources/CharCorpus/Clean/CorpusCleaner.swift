internal import CharIO
public import CharText
internal import Foundation

/// Writes a corpus anew with the changes that are asked for, and says which were made.
///
/// One file becomes one file. A folder, or several inputs, become a folder with files of the same names.
/// Nothing of it is there before all of it is; memory does not grow with the text.
public struct CorpusCleaner {
  private let paths: [String]
  private let selection: CorpusSelection
  private let cleaning: Cleaning

  /// - Parameters:
  ///   - paths: Files, directories, or `-` for standard input.
  ///   - selection: Which files of directories.
  ///   - cleaning: The changes.
  public init(
    paths: [String], selection: CorpusSelection = CorpusSelection(), cleaning: Cleaning
  ) {
    (self.paths, self.selection, self.cleaning) = (paths, selection, cleaning)
  }

  /// Cleans.
  ///
  /// - Parameters:
  ///   - path: The file or folder to write.
  ///   - log: A file that is going to be written besides, such as a log; it must be as free as the
  ///     other. Nil = none.
  ///   - replaces: Whether files that are there may be replaced.
  ///   - progress: Told now and then how many bytes were read, and of how many, where that is known.
  /// - Returns: What was changed.
  /// - Throws: `CorpusError`, ``CleaningError``, or `FileError`; then nothing was written.
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
      // A folder has no use for a file without text; a file that is asked for is there.
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
