import CharIO
import CharLM
import Foundation

/// The models that commands find by name.
enum ModelName {
  /// Returns whether an argument that may be a text is a model: a directory that holds one, or the name of an
  /// installed one if there is no file of this name.
  static func isModel(_ text: String) -> Bool {
    if (try? ModelConfiguration(ofModelIn: text)) != nil { return true }
    return !text.contains("/") && !FileManager.default.fileExists(atPath: text)
      && InstalledModels.ofThisProgram.directory(named: text) != nil
  }

  /// Returns the directory of a model that is given by its path or by its name.
  ///
  /// - Parameter text: a path, or the name of a model that `charlm models` lists. A model directory at that path
  ///   comes first.
  /// - Returns: the path of the directory, which holds no model if a path with slashes was wrong.
  /// - Throws: `FileError` for an unknown name.
  static func directory(_ text: String) throws -> String {
    try InstalledModels.ofThisProgram.path(of: text, hint: "charlm models --help")
  }
}
