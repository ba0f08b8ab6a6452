internal import CharIO
internal import CharText
internal import Foundation

/// The files of an export besides those of a model directory.
enum PyTorchFile: String {
  /// The program, `model.py`.
  case program = "model.py"
  /// The regular expression of a grapheme cluster, for models whose tokens are grapheme clusters.
  case clusters = "clusters.txt"
}

extension LanguageModel {
  /// Writes the model for PyTorch: a model directory with a program, `model.py`, that loads it,
  /// evaluates and samples.
  ///
  /// The result is also a model directory: `init(contentsOf:)` reads weights that PyTorch trained further and
  /// saved under the same names.
  ///
  /// - Parameters:
  ///   - directory: the path of the directory, which is created if it does not exist.
  ///   - overwrites: whether to write to a directory with files in it; those with the names of the export are
  ///     replaced.
  /// - Returns: the names of the files, the program first.
  /// - Throws: `FileError`.
  @discardableResult
  public func exportPyTorch(to directory: String, overwrites: Bool = false) throws -> [String] {
    try Self.checkExport(to: directory, overwrites: overwrites)
    try parts.save(to: directory, overwrites: overwrites)
    var files: [(PyTorchFile, String)] = [(.program, PyTorchProgram(self).source)]
    if tokenizer.configuration.unit == .grapheme {
      files.append((.clusters, ClusterPattern.python))
    }
    for (file, text) in files {
      try AtomicFile.write([Array(text.utf8)], to: "\(directory)/\(file.rawValue)")
    }
    return files.map(\.0.rawValue) + Self.modelFiles
  }
}
