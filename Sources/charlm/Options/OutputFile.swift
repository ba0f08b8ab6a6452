import CharIO
import CharLM

/// A file that a command writes.
enum OutputFile {
  /// Checks, before work starts, that a command can write a file, and not over one that it reads.
  ///
  /// - Parameters:
  ///   - path: the file to write.
  ///   - inputs: the files that are read; `-` is standard input.
  ///   - models: directories or names of the models that are read.
  /// - Throws: `FileError`.
  static func check(_ path: String, isNot inputs: [String], models: [String] = []) throws {
    try AtomicFile.checkTarget(path)
    // A model that cannot be found is refused where it is loaded.
    let files = models.compactMap { try? ModelName.directory($0) }.flatMap { directory in
      ModelFile.allCases.map { $0.path(in: directory) }
    }
    try FileSystem.checkOutput(path, isNot: inputs + files)
  }
}
