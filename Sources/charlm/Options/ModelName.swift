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
  /// - Throws: `Failure` for an unknown name.
  static func directory(_ text: String) throws -> String {
    let configuration = ModelFile.configuration.path(in: text)
    guard !text.contains("/"), !FileManager.default.fileExists(atPath: configuration) else {
      return text
    }
    let installed = InstalledModels.ofThisProgram
    if let directory = installed.directory(named: text) { return directory }
    guard !FileManager.default.fileExists(atPath: text) else { return text }
    let names = installed.names
    throw Failure(
      "\(text): there is no such model directory, and no model of this name; "
        + (names.isEmpty
          ? "no models are installed (see charlm models --help)"
          : "there are \(names.joined(separator: ", "))"))
  }
}
