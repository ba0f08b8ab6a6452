public import CharIO
internal import CharText
internal import Foundation

/// The models that have a name: each is a folder in one of a few places.
public struct InstalledModels: Sendable {
  /// The environment variable with folders of models, separated by colons.
  public static let environmentKey = "CHARLM_MODELS"

  /// The folders that hold models, in the order of search.
  public let folders: [String]

  /// The models of the running program.
  public static var ofThisProgram: InstalledModels {
    InstalledModels(
      executable: Bundle.main.executablePath, environment: ProcessInfo.processInfo.environment)
  }

  /// Creates a list of folders.
  ///
  /// - Parameter folders: the paths of folders that hold models, in the order of search.
  public init(folders: [String]) { self.folders = folders }

  /// Finds the folders for a program: those in the environment variable `CHARLM_MODELS`, then `share/charlm/models`
  /// of the installation, then `models` of the package that the program was built in.
  ///
  /// - Parameters:
  ///   - executable: the path of the program; nil if it is not known.
  ///   - environment: the environment variables.
  public init(executable: String?, environment: [String: String]) {
    var folders = (environment[Self.environmentKey] ?? "").split(separator: ":").map(String.init)
    if let executable {
      var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
        .deletingLastPathComponent()
      folders.append(
        folder.deletingLastPathComponent().appendingPathComponent("share/charlm/models").path)
      while folder.path != "/" {
        let models = folder.appendingPathComponent("models").path
        let package = folder.appendingPathComponent("Package.swift").path
        if FileManager.default.fileExists(atPath: package), FileSystem.isDirectory(models) {
          folders.append(models)
          break
        }
        folder.deleteLastPathComponent()
      }
    }
    self.init(folders: folders)
  }

  /// Returns the directory of a model.
  ///
  /// - Parameter name: the name of the model.
  /// - Returns: its path; nil if no folder holds such a model.
  public func directory(named name: String) -> String? {
    guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else { return nil }
    return folders.lazy.map { "\($0)/\(name)" }.first(where: Self.isModel)
  }

  /// Returns the directory of a model that is given by its path or by its name.
  ///
  /// - Parameters:
  ///   - text: a path, or the name of an installed model. A model directory at that path comes first.
  ///   - hint: the place that tells how to install models, for the error if there are none.
  /// - Returns: the path of the directory, which holds no model if a path with slashes was wrong.
  /// - Throws: `FileError` for an unknown name.
  public func path(of text: String, hint: String? = nil) throws(FileError) -> String {
    guard !text.contains("/"), !Self.isModel(text) else { return text }
    if let directory = directory(named: text) { return directory }
    guard !FileManager.default.fileExists(atPath: text) else { return text }
    let names = names
    throw FileError(
      path: text,
      problem: "there is no such model directory, and no model of this name; "
        + (names.isEmpty
          ? "no models are installed" + (hint.map { " (see \($0))" } ?? "")
          : "there are \(names.joined(separator: ", "))"))
  }

  /// The names of all models, sorted.
  public var names: [String] {
    let found = folders.flatMap { folder in
      ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { !$0.hasPrefix(".") && Self.isModel("\(folder)/\($0)") }
    }
    return Set(found).sorted()
  }

  private static func isModel(_ directory: String) -> Bool {
    FileManager.default.fileExists(atPath: ModelFile.configuration.path(in: directory))
  }
}

extension LanguageModel {
  /// Returns the directory in which the partner of a model belongs that reads the same kind of text backward: of a
  /// model `NAME`, that is `NAME-backward` beside it.
  ///
  /// - Parameter directory: the directory of a model.
  /// - Returns: the path of the other directory.
  public static func backwardDirectory(of directory: String) -> String {
    var path = directory
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    if path.isEmpty || path.hasSuffix(".") {
      path = URL(fileURLWithPath: path).standardizedFileURL.path
    }
    return path + "-backward"
  }

  /// Returns the directory of the partner that reads backward, see ``backwardDirectory(of:)``.
  ///
  /// - Parameter directory: the directory of a model.
  /// - Returns: the path of its partner; nil if there is none that reads backward.
  public static func backwardPartner(of directory: String) -> String? {
    let partner = backwardDirectory(of: directory)
    let configuration = try? ModelConfiguration(ofModelIn: partner)
    return configuration?.tokenizer.direction == .backward ? partner : nil
  }
}
