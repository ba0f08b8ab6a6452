import CharLM
import Foundation

/// The models that commands find by name.
enum ModelName {
  /// Returns the directory of a model that is given by its path or by its name.
  ///
  /// - Parameter text: a path, or the name of a model that `charlm models` lists. An existing path comes first.
  /// - Returns: the path of the directory, which does not exist if a path with slashes was wrong.
  /// - Throws: `Failure` for an unknown name.
  static func directory(_ text: String) throws -> String {
    guard !FileManager.default.fileExists(atPath: text), !text.contains("/") else { return text }
    let installed = InstalledModels.ofThisProgram
    if let directory = installed.directory(named: text) { return directory }
    let names = installed.names
    throw Failure(
      "\(text): there is no such model directory, and no model of this name; "
        + (names.isEmpty
          ? "no models are installed (see charlm models --help)"
          : "there are \(names.joined(separator: ", "))"))
  }
}
