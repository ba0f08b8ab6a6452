internal import CharIO
internal import CharText
internal import Foundation

/// The output files of a cleaning and their log.
struct CleaningTarget {
  /// True if the output is a folder.
  let isFolder: Bool
  /// The name of each output: a path below the folder, or the one file.
  let outputs: [String]
  private let output: String
  private let temporary: String
  private let manager = FileManager.default

  init(
    inputs: [String], files: [CorpusFiles.File], output: String, log: String?, replaces: Bool
  ) throws {
    self.output = output.count > 1 && output.hasSuffix("/") ? String(output.dropLast()) : output
    temporary = "\(self.output).\(ProcessInfo.processInfo.processIdentifier).tmp"
    isFolder = inputs.count > 1 || FileSystem.isDirectory(inputs[0])
    outputs =
      isFolder ? try Self.names(inputs, files) : [self.output]
    for path in [self.output] + (log.map { [$0] } ?? []) {
      try FileSystem.checkOutput(path, isApartFrom: inputs + files.map(\.path))
    }
    if isFolder {
      let exists = manager.fileExists(atPath: self.output)
      if exists, !FileSystem.isDirectory(self.output) { throw CleaningError.notFolder(self.output) }
      let old = exists ? try manager.contentsOfDirectory(atPath: self.output) : []
      if !old.isEmpty, !replaces { throw CleaningError.exists(self.output) }
      for name in outputs where !old.isEmpty {
        try Self.checkFile("\(self.output)/\(name)", replaces: replaces)
      }
    } else {
      try Self.checkFile(self.output, replaces: replaces)
    }
    if let log { try Self.checkFile(log, replaces: replaces) }
  }

  /// Throws if the path is a folder or an existing file that must not be replaced.
  private static func checkFile(_ path: String, replaces: Bool) throws {
    try AtomicFile.checkTarget(path)
    if FileSystem.isDirectory(path) { throw CleaningError.isFolder(path) }
    if FileManager.default.fileExists(atPath: path), !replaces { throw CleaningError.exists(path) }
  }

  /// Returns the names of the outputs below the folder: as below the one input, or below the name
  /// of each input.
  private static func names(_ inputs: [String], _ files: [CorpusFiles.File]) throws -> [String] {
    var names: [String] = []
    var seen: Set<String> = []
    for file in files {
      let folder = inputs.first { FileSystem.isDirectory($0) && file.path.hasPrefix(prefix($0)) }
      var name = file.path == "-" ? "standard-input.txt" : last(file.path)
      if let folder {
        let below = String(file.path.dropFirst(prefix(folder).count))
        name = inputs.count == 1 ? below : "\(last(folder))/\(below)"
      }
      // Compressed inputs are written uncompressed.
      for suffix in [".gz", ".zst"] where name.hasSuffix(suffix) && name.count > suffix.count {
        name.removeLast(suffix.count)
      }
      guard seen.insert(name).inserted else { throw CleaningError.sameName(name) }
      names.append(name)
    }
    return names
  }

  private static func prefix(_ folder: String) -> String {
    folder.hasSuffix("/") ? folder : folder + "/"
  }

  private static func last(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
  }

  /// Opens an output file.
  func open(_ name: String) throws -> AtomicFileWriter {
    guard isFolder else { return try AtomicFileWriter(name) }
    let path = "\(temporary)/\(name)"
    try makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    return try AtomicFileWriter(path)
  }

  private func makeFolder(_ path: String) throws {
    do {
      try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FileError(path: output, problem: "cannot be written: \(error.localizedDescription)")
    }
  }

  /// Moves the complete folder into place.
  func commit() throws {
    guard isFolder else { return }
    do {
      try makeFolder(temporary)
      let old = (try? manager.contentsOfDirectory(atPath: output)) ?? []
      if old.isEmpty {
        if manager.fileExists(atPath: output) { try manager.removeItem(atPath: output) }
        try manager.moveItem(atPath: temporary, toPath: output)
        return
      }
      for name in outputs {
        let (from, to) = ("\(temporary)/\(name)", "\(output)/\(name)")
        guard manager.fileExists(atPath: from) else { continue }
        try makeFolder(URL(fileURLWithPath: to).deletingLastPathComponent().path)
        if manager.fileExists(atPath: to) { try manager.removeItem(atPath: to) }
        try manager.moveItem(atPath: from, toPath: to)
      }
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError(
        path: output, problem: "cannot be put in place: \(error.localizedDescription)")
    }
  }

  /// Removes the temporary folder.
  func removeTemporary() {
    if isFolder { try? manager.removeItem(atPath: temporary) }
  }
}
