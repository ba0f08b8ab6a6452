internal import CharIO
package import CharNumerics
internal import CharText
internal import Foundation

extension ModelParts {
  /// Writes a model directory. If writing is interrupted, the directory holds either the old model or the new
  /// one.
  ///
  /// - Parameters:
  ///   - directory: the path of the directory, which is created if it does not exist.
  ///   - precision: the number format of matrices. If it is not float32, tied weights are stored once.
  ///   - overwrites: whether to replace files of these names that are not of a model.
  /// - Throws: `FileError`.
  package func save(
    to directory: String, precision: Precision = .float32, overwrites: Bool = false
  ) throws {
    let isExact = precision.forReading == .float32
    try configuration.save(
      tokenizer, network.tensors(parameters, repeatsTied: isExact), precision: precision,
      to: directory, overwrites: overwrites)
  }

  /// The steps of saving, each of which happens whole or not at all.
  package func savingSteps(_ directory: String) throws -> [() throws -> Void] {
    try configuration.savingSteps(tokenizer, network.tensors(parameters), directory)
  }
}

extension ModelConfiguration {
  /// The tensors of a model file.
  typealias Tensors = [(name: String, shape: [Int], values: ArraySlice<Float>)]

  /// Writes the directory of the model that this describes.
  ///
  /// - Parameters:
  ///   - tokenizer: its tokenizer.
  ///   - tensors: its weights.
  ///   - precision: the number format of matrices.
  ///   - integers: the names of tensors that are stored as integers.
  ///   - directory: its path; created if it is missing.
  ///   - overwrites: whether files of these names may be replaced that are not of a model.
  /// - Throws: `FileError`.
  func save(
    _ tokenizer: Tokenizer, _ tensors: Tensors, precision: Precision = .float32,
    integers: Set<String> = [], to directory: String, overwrites: Bool = false
  ) throws {
    if !overwrites { try ModelFile.checkOwn(directory) }
    let steps = try savingSteps(
      tokenizer, tensors, directory, precision: precision, integers: integers)
    for step in steps { try step() }
  }

  /// Returns the steps of saving, each of which is atomic.
  ///
  /// A file system replaces one file at a time, but the three files of a model belong together. So the tokenizer
  /// and the configuration are first written beside the old ones. Then the weights are replaced, whose metadata
  /// identifies the two files that belong to them. Then these two get their own names.
  /// ``ModelFile/currentPath(in:)`` uses the weights to choose the files to read.
  fileprivate func savingSteps(
    _ tokenizer: Tokenizer, _ tensors: Tensors, _ directory: String,
    precision: Precision = .float32, integers: Set<String> = []
  ) throws -> [() throws -> Void] {
    let json = Array(try tokenizer.huggingFaceJSON())
    return [
      { try FileSystem.makeDirectory(directory) },
      { try ModelFile.settle(directory) },
      // It is of the old weights.
      { ModelFile.lines.remove(from: directory) },
      { try AtomicFile.write([json], to: ModelFile.tokenizer.pendingPath(in: directory)) },
      { try JSONFile.write(self, to: ModelFile.configuration.pendingPath(in: directory)) },
      {
        try Safetensors.write(
          to: ModelFile.weights.path(in: directory), tensors, precision: precision,
          integers: integers,
          metadata: ["format": "pt", ModelFile.identityKey: identity(tokenizer: json)])
      },
      { try ModelFile.tokenizer.putInPlace(in: directory) },
      { try ModelFile.configuration.putInPlace(in: directory) },
    ]
  }
}

extension ModelConfiguration {
  /// Returns a hash of the configuration and the tokenizer, without values such as times, which differ between
  /// runs that are otherwise equal.
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
  /// The key, in the metadata of the weights, of the hash of the configuration and the tokenizer.
  fileprivate static let identityKey = "model"
  private static let pendingSuffix = ".next"

  /// The files of a model.
  private static let model: [ModelFile] = [.tokenizer, .configuration, .weights]

  /// Returns the path of the file until the weights that it belongs to are in place.
  func pendingPath(in directory: String) -> String { path(in: directory) + Self.pendingSuffix }

  /// Returns true if a file is a leftover of a writer that was killed: a temporary file of `AtomicFile`, or a
  /// tokenizer or configuration whose weights did not follow.
  ///
  /// - Parameters:
  ///   - name: the name of the file.
  ///   - directory: the path of its directory.
  /// - Returns: true for a leftover.
  package static func isUnfinished(_ name: String, in directory: String) -> Bool {
    let isTemporary = allCases.contains { file in
      guard name.hasPrefix(file.rawValue) else { return false }
      // The process number in temporary names.
      return name.dropFirst(file.rawValue.count).wholeMatch(of: /(\.next)?\.[0-9]+\.tmp/) != nil
    }
    return isTemporary && !FileSystem.isDirectory("\(directory)/\(name)")
      || model.contains { name == $0.rawValue + pendingSuffix && $0.isPendingOwn(in: directory) }
  }

  /// Returns true if the pending file is one that a writer of models leaves behind. It writes the tokenizer
  /// first, so a configuration does not stand alone.
  private func isPendingOwn(in directory: String) -> Bool {
    let path = pendingPath(in: directory)
    switch self {
    case .tokenizer:
      guard let json = try? AtomicFile.read(path) else { return false }
      let object = (try? JSONSerialization.jsonObject(with: Data(json))) as? [String: Any]
      return object?["model"] is [String: Any]
    case .configuration:
      let configuration: ModelConfiguration? = try? JSONFile.read(path)
      let tokenizer = ModelFile.tokenizer
      return configuration != nil
        && (tokenizer.isPendingOwn(in: directory)
          || FileManager.default.fileExists(atPath: tokenizer.path(in: directory)))
    default: return false
    }
  }

  /// Returns the path to read the file from. If a writer was interrupted after it replaced the weights, this is
  /// the path of the file that belongs to the new weights.
  func currentPath(in directory: String) -> String {
    let pending = pendingPath(in: directory)
    return FileManager.default.fileExists(atPath: pending) && Self.isPendingCurrent(directory)
      ? pending : path(in: directory)
  }

  /// Returns whether the weights belong to the configuration that is not in place yet.
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

  /// Completes or undoes the work of a writer that was interrupted.
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

  /// Deletes the file if there is one.
  fileprivate func remove(from directory: String) {
    try? FileManager.default.removeItem(atPath: path(in: directory))
  }

  /// Moves a pending file to its own name, if there is one.
  fileprivate func putInPlace(in directory: String) throws {
    let pending = pendingPath(in: directory)
    guard FileManager.default.fileExists(atPath: pending) else { return }
    try AtomicFile.move(pending, to: path(in: directory))
  }

  /// Throws if a directory holds files of these names that are not of a model.
  fileprivate static func checkOwn(_ directory: String) throws {
    guard (try? ModelConfiguration(ofModelIn: directory)) == nil else { return }
    let pending = model.filter { !$0.isPendingOwn(in: directory) }
      .map { $0.pendingPath(in: directory) }
    let found = (model.map { $0.path(in: directory) } + pending).first {
      FileManager.default.fileExists(atPath: $0)
    }
    guard let found else { return }
    throw FileError(
      path: found,
      problem: "is not of a model of charlm, and would be replaced; give another directory")
  }
}
