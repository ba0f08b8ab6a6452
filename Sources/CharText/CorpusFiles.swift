import Foundation

/// Finds the files that a list of paths names.
enum CorpusFiles {
  /// One file to read.
  struct File: Equatable {
    var path: String
    /// In bytes; 0 where it is not known before reading.
    var size: Int
  }

  /// The files behind paths, in the order to read them.
  ///
  /// A directory stands for its regular files at any depth, sorted by the bytes of their paths;
  /// names that start with a dot are skipped. Symbolic links are followed, but a directory is read
  /// only once, so that links that lead back to it end there; links to nothing are skipped.
  ///
  /// - Throws: ``CorpusError``.
  static func find(_ paths: [String]) throws -> [File] {
    guard !paths.isEmpty else { throw CorpusError.noInput }
    var files: [File] = []
    for path in paths {
      guard path != "-", let found = entry(path) else {
        files.append(File(path: path, size: 0))
        continue
      }
      guard found.type == .typeDirectory else {
        files.append(File(path: path, size: found.size))
        continue
      }
      var visited: Set<[UInt8]> = []
      var inside: [File] = []
      try collect(path, found.resolved, &visited, &inside)
      guard !inside.isEmpty else { throw CorpusError.directoryWithoutText(path) }
      files += inside.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }
    return files
  }

  private static func collect(
    _ directory: String, _ resolved: String, _ visited: inout Set<[UInt8]>, _ files: inout [File]
  ) throws {
    guard visited.insert(Array(resolved.utf8)).inserted else { return }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: directory)
    } catch {
      throw Self.error(directory, error)
    }
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    where name.utf8.first != UInt8(ascii: ".") {
      let separator = directory.utf8.last == UInt8(ascii: "/") ? "" : "/"
      let path = directory + separator + name
      guard let found = entry(path) else {
        if isLink(path) { continue }
        throw CorpusError.unreadable(
          path, reason: "its name is not valid UTF-8, or its folder may not be searched")
      }
      if found.type == .typeDirectory {
        try collect(path, found.resolved, &visited, &files)
      } else if found.type == .typeRegular, found.size > 0 {
        files.append(File(path: path, size: found.size))
      }
    }
  }

  private static func entry(
    _ path: String
  ) -> (type: FileAttributeType, size: Int, resolved: String)? {
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved),
      let type = attributes[.type] as? FileAttributeType
    else { return nil }
    let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
    return (type, type == .typeRegular ? size : 0, resolved)
  }

  private static func isLink(_ path: String) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.type] as? FileAttributeType == .typeSymbolicLink
  }

  /// Puts an error of the file system into our words.
  static func error(_ path: String, _ error: any Error) -> CorpusError {
    let error = error as NSError
    let system = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    let code =
      system.domain == NSPOSIXErrorDomain ? POSIXErrorCode(rawValue: Int32(system.code)) : nil
    switch code {
    case .ENOENT: return .missingFile(path)
    case .EACCES, .EPERM: return .unreadable(path, reason: "permission denied")
    case .EISDIR: return .unreadable(path, reason: "it is a directory")
    case .ENOTDIR: return .unreadable(path, reason: "part of the path is not a directory")
    case .ELOOP: return .unreadable(path, reason: "its symbolic links lead in a circle")
    case .EIO: return .unreadable(path, reason: "the device failed")
    case .EMFILE, .ENFILE: return .unreadable(path, reason: "too many files are open")
    default: break
    }
    let missing = [CocoaError.fileReadNoSuchFile.rawValue, CocoaError.fileNoSuchFile.rawValue]
    if error.domain == NSCocoaErrorDomain, missing.contains(error.code) {
      return .missingFile(path)
    }
    return .unreadable(path, reason: error.localizedDescription)
  }
}
