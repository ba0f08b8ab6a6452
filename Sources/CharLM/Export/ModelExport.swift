internal import CharIO
public import CharNumerics
internal import Foundation

extension LanguageModel {
  /// Writes the model without the state of its training run, with weights in a number format.
  ///
  /// - Parameters:
  ///   - directory: the path of the directory, which is created if it does not exist.
  ///   - precision: the number format in which the file holds matrices.
  ///   - overwrites: whether to write to a directory with files in it; those with the names of the export are
  ///     replaced.
  /// - Returns: the names of the files.
  /// - Throws: `FileError`.
  @discardableResult
  public func export(
    to directory: String, precision: Precision = .float32, overwrites: Bool = false
  ) throws -> [String] {
    try Self.checkExport(to: directory, overwrites: overwrites)
    try parts.save(to: directory, precision: precision, overwrites: overwrites)
    return Self.modelFiles
  }

  /// The names of the files of a model without training state.
  static let modelFiles = [ModelFile.weights, .configuration, .tokenizer].map(\.rawValue)

  /// Throws if an export to a directory would replace files unasked.
  static func checkExport(to directory: String, overwrites: Bool) throws {
    if FileManager.default.fileExists(atPath: directory), !FileSystem.isDirectory(directory) {
      throw FileError(path: directory, problem: "is a file; give a directory for the export")
    }
    let found = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    if !overwrites, let name = found.min() {
      let more = found.count > 1 ? " and \(found.count - 1) more" : ""
      throw FileError(
        path: directory,
        problem: "is not empty (\(name)\(more)); give another directory, or `force` to write "
          + "over what has the same name")
    }
  }
}
