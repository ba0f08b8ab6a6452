internal import CharIO
internal import Foundation

/// Finds the files that a list of paths refers to.
package enum CorpusFiles {
  /// One file to read.
  package struct File: Equatable, Sendable {
    package var path: String
    /// The size in bytes; 0 if it is unknown before reading.
    package var size: Int
  }

  /// Returns the files that paths refer to, in reading order.
  ///
  /// A directory stands for its regular files at any depth, sorted by the bytes of their paths,
  /// except for names that start with a dot, files outside the selection, and files that are
  /// clearly not text. Symbolic links are followed, but each directory is read only once; dangling
  /// links are skipped. A file that is given explicitly is always read.
  ///
  /// - Returns: The files and warnings.
  /// - Throws: ``CorpusError``.
  package static func find(
    _ paths: [String], _ selection: CorpusSelection = CorpusSelection()
  ) throws -> (files: [File], warnings: [String]) {
    guard !paths.isEmpty else { throw CorpusError.noInput }
    let filter = try PathFilter(selection)
    var files: [File] = []
    var warnings: [String] = []
    for path in paths {
      guard path != "-", let status = try? FileSystem.status(path) else {
        files.append(File(path: path, size: 0))
        continue
      }
      guard status.kind == .directory else {
        files.append(File(path: path, size: status.size))
        continue
      }
      var tree = DirectoryTree(path, filter)
      let found = try tree.files()
      let text = found.filter { !BinaryCheck.isBinary($0.path, selection.encoding) }
      guard !text.isEmpty else {
        throw tree.hasMore || !found.isEmpty
          ? CorpusError.nothingSelected(path, binary: found.count)
          : CorpusError.directoryWithoutText(path)
      }
      if let warning = BinaryCheck.warning(path, found, text) { warnings.append(warning) }
      files += text
    }
    return (files, warnings)
  }

  /// Converts an error of the file system.
  static func error(_ path: String, _ error: any Error) -> CorpusError {
    let error = error as NSError
    let system = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    if system.domain == NSPOSIXErrorDomain {
      return Self.error(path, code: Int32(system.code))
    }
    let missing = [CocoaError.fileReadNoSuchFile.rawValue, CocoaError.fileNoSuchFile.rawValue]
    if error.domain == NSCocoaErrorDomain, missing.contains(error.code) {
      return .missingFile(path)
    }
    return .unreadable(path, reason: error.localizedDescription)
  }

  /// Converts an `errno` value.
  static func error(_ path: String, code: Int32) -> CorpusError {
    let found = POSIXErrorCode(rawValue: code)
    switch found {
    case .ENOENT: return .missingFile(path)
    case .EACCES, .EPERM: return .unreadable(path, reason: "permission denied")
    case .EISDIR: return .unreadable(path, reason: "it is a directory")
    case .ENOTDIR: return .unreadable(path, reason: "part of the path is not a directory")
    case .ELOOP: return .unreadable(path, reason: "its symbolic links form a loop")
    case .EIO: return .unreadable(path, reason: "the device failed")
    case .EMFILE, .ENFILE: return .unreadable(path, reason: "too many files are open")
    case .ENAMETOOLONG: return .unreadable(path, reason: "the path is too long")
    case .ENXIO: return .unreadable(path, reason: "it is a socket or a device, not a file")
    default:
      let words = NSError(domain: NSPOSIXErrorDomain, code: Int(code)).localizedDescription
      return .unreadable(path, reason: words)
    }
  }
}
