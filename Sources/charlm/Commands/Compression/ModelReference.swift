import CharIO
import CharLM

/// The place of a model as a compressed file names it, in few bytes and whatever the current directory is: the name of
/// an installed model; else, whichever is shorter, its absolute path or its path from the directory of the
/// compressed file, which begins with `.`.
enum ModelReference {
  /// Returns the reference to a model.
  ///
  /// - Parameters:
  ///   - model: the path or name of the model.
  ///   - file: the path of the compressed file, which need not exist.
  /// - Returns: the reference.
  /// - Throws: `FileError` for an unknown name.
  static func text(to model: String, from file: String) throws -> String {
    let directory = FilePath.resolved(try ModelName.directory(model))
    let name = directory.split(separator: "/").last.map(String.init) ?? ""
    if let installed = InstalledModels.ofThisProgram.directory(named: name),
      FilePath.resolved(installed) == directory
    {
      return name
    }
    let folder = FilePath.resolved(FilePath.directory(of: file))
    let relative = FilePath.relative(directory, to: folder)
    return relative.utf8.count < directory.utf8.count ? relative : directory
  }

  /// Returns the path or name of the model that a compressed file refers to.
  ///
  /// - Parameters:
  ///   - reference: the reference.
  ///   - file: the path of the compressed file.
  /// - Returns: the path or name.
  static func model(_ reference: String, from file: String) -> String {
    if reference.hasPrefix(".") {
      return FilePath.directory(of: FilePath.resolved(file)) + "/" + reference
    }
    return InstalledModels.ofThisProgram.directory(named: reference) ?? reference
  }
}
