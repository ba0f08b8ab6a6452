internal import CharIO
internal import CharNumerics
internal import CharText
internal import Foundation

extension ModelParts {
  /// Writes a model directory. Whenever the writing is stopped, the directory holds the old model or
  /// the new one.
  ///
  /// - Parameters:
  ///   - directory: its path; made if it is missing.
  ///   - overwrites: whether files of these names may be replaced that are not of a model.
  /// - Throws: `FileError`.
  package func save(to directory: String, overwrites: Bool = false) throws {
    if !overwrites { try ModelFile.checkOwn(directory) }
    for step in try savingSteps(directory) { try step() }
  }

  /// The steps of saving, each of which happens whole or not at all.
  ///
  /// A file system puts one file in place at a time, and the three belong together. So the tokenizer and
  /// the configuration are first written beside the old ones; then the weights are put in place, whose
  /// metadata names the two they belong to; then the two get their own names. Which of them a
  /// reader takes, ``ModelFile/currentPath(in:)`` decides by the weights.
  package func savingSteps(_ directory: String) throws -> [() throws -> Void] {
    let json = Array(try tokenizer.huggingFaceJSON())
    return [
      { try FileSystem.makeDirectory(directory) },
      { try ModelFile.settle(directory) },
      { try AtomicFile.write([json], to: ModelFile.tokenizer.pendingPath(in: directory)) },
      {
        try JSONFile.write(
          configuration, to: ModelFile.configuration.pendingPath(in: directory))
      },
      {
        try Safetensors.write(
          to: ModelFile.weights.path(in: directory), network.tensors(parameters),
          metadata: [
            "format": "pt", ModelFile.identityKey: configuration.identity(tokenizer: json),
          ])
      },
      { try ModelFile.tokenizer.putInPlace(in: directory) },
      { try ModelFile.configuration.putInPlace(in: directory) },
    ]
  }
}

extension ModelConfiguration {
  /// Tells this model's configuration and tokenizer from others. What differs between runs that repeat
  /// each other, such as their times, has no part in it.
  fileprivate func identity(tokenizer: [UInt8]) -> String {
    var repeatable = self
    repeatable.training?.forgetCircumstances()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var hash = TextHash()
    hash.add(Array((try? encoder.encode(repeatable)) ?? Data()))
    hash.startDocument()
    hash.add(tokenizer)
    return hash.text
  }
}

extension ModelFile {
  /// The name under which the weights' metadata says which configuration and tokenizer they belong to.
  fileprivate static let identityKey = "model"
  private static let pendingSuffix = ".next"

  /// The files that belong together.
  private static let model: [ModelFile] = [.tokenizer, .configuration, .weights]

  /// Where the file stands until the weights that it belongs to are in place.
  func pendingPath(in directory: String) -> String { path(in: directory) + Self.pendingSuffix }

  /// Whether a name is one of a file that is being written, or that a process left behind that was
  /// killed while it wrote.
  package static func isUnfinished(_ name: String) -> Bool {
    allCases.contains { file in
      guard name.hasPrefix(file.rawValue) else { return false }
      let rest = name.dropFirst(file.rawValue.count)
      let end = rest.hasPrefix(pendingSuffix) ? rest.dropFirst(pendingSuffix.count) : rest
      // A number of a process, as `AtomicFile` has it.
      return end.wholeMatch(of: /\.[0-9]+\.tmp/) != nil || (end.isEmpty && !rest.isEmpty)
    }
  }

  /// The path to read the file from: where a writer was stopped between putting new weights and
  /// the files that belong to them in place, that of the new file.
  func currentPath(in directory: String) -> String {
    let pending = pendingPath(in: directory)
    return FileManager.default.fileExists(atPath: pending) && Self.isPendingCurrent(directory)
      ? pending : path(in: directory)
  }

  /// Whether the weights belong to the configuration that has not got its name yet.
  private static func isPendingCurrent(_ directory: String) -> Bool {
    let path = ModelFile.configuration.pendingPath(in: directory)
    guard FileManager.default.fileExists(atPath: path),
      let pending: ModelConfiguration = try? JSONFile.read(path),
      let weights = try? Safetensors(contentsOf: ModelFile.weights.path(in: directory)),
      let identity = weights.metadata[identityKey]
    else { return false }
    let tokenizer = ModelFile.tokenizer.pendingPath(in: directory)
    let json =
      (try? AtomicFile.read(tokenizer))
      ?? (try? AtomicFile.read(ModelFile.tokenizer.path(in: directory)))
    return json.map(pending.identity(tokenizer:)) == identity
  }

  /// Completes what a writer that was stopped left behind, or takes it back.
  package static func settle(_ directory: String) throws {
    let isCurrent = isPendingCurrent(directory)
    for file in model {
      if isCurrent {
        try file.putInPlace(in: directory)
      } else {
        try? FileManager.default.removeItem(atPath: file.pendingPath(in: directory))
      }
    }
  }

  /// Gives the file its own name, if it has not got it.
  fileprivate func putInPlace(in directory: String) throws {
    let pending = pendingPath(in: directory)
    guard FileManager.default.fileExists(atPath: pending) else { return }
    try AtomicFile.move(pending, to: path(in: directory))
  }

  /// Throws if a directory holds files of these names that are not of a model.
  fileprivate static func checkOwn(_ directory: String) throws {
    let found = model.first { FileManager.default.fileExists(atPath: $0.path(in: directory)) }
    guard let found else { return }
    do { _ = try ModelConfiguration(ofModelIn: directory) } catch {
      throw FileError(
        path: found.path(in: directory),
        problem: "is not of a model of charlm, and would be replaced; give another directory")
    }
  }
}
