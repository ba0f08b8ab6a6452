internal import CharIO

/// The files of a directory at any depth, found without recursion.
struct DirectoryTree {
  /// A folder to be read.
  private struct Folder {
    var path: String
    /// The path below the root directory.
    var components: [[Unicode.Scalar]]
    var identity: FileSystem.Identity
    var isIncluded: Bool
  }

  private let root: String
  private let filter: PathFilter
  /// True if the selection excludes nonempty files.
  private(set) var hasMore = false
  private var visited: Set<FileSystem.Identity> = []
  private var found: [CorpusFiles.File] = []

  init(_ root: String, _ filter: PathFilter) {
    self.root = root
    self.filter = filter
  }

  /// Returns all nonempty files that pass the filter, sorted by the bytes of their paths.
  ///
  /// - Throws: ``CorpusError``.
  mutating func files() throws -> [CorpusFiles.File] {
    let status: FileSystem.Status
    do { status = try FileSystem.status(root) } catch {
      throw CorpusFiles.error(root, code: error.code)
    }
    var open = [
      Folder(path: root, components: [], identity: status.identity, isIncluded: false)
    ]
    while let folder = open.popLast() {
      guard visited.insert(folder.identity).inserted else { continue }
      var inside: [Folder] = []
      for name in try names(in: folder) where name.first != UInt8(ascii: ".") {
        if let next = try visit(name, in: folder) { inside.append(next) }
      }
      open += inside.reversed()
    }
    return found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private func names(in folder: Folder) throws -> [[UInt8]] {
    do {
      return try FileSystem.names(in: folder.path).sorted { $0.lexicographicallyPrecedes($1) }
    } catch {
      throw failure(folder.path, folder.components.count, error)
    }
  }

  /// Records a file, or returns a folder to visit.
  private mutating func visit(_ bytes: [UInt8], in folder: Folder) throws -> Folder? {
    guard let name = String(validating: bytes, as: UTF8.self) else {
      // Excluded files may have any name.
      let components =
        folder.components + [Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)]
      if filter.answer(components, isFolder: false, isIncluded: folder.isIncluded) != true {
        hasMore = true
        return nil
      }
      throw CorpusError.unreadable(
        folder.path, reason: "the name \(Self.escaped(bytes)) in it is not valid UTF-8")
    }
    let path = folder.path + (folder.path.utf8.last == UInt8(ascii: "/") ? "" : "/") + name
    let components = folder.components + [Array(name.unicodeScalars)]
    let status: FileSystem.Status
    do { status = try FileSystem.status(path) } catch {
      if FileSystem.isLink(path) { return nil }
      let answer = filter.answer(components, isFolder: true, isIncluded: folder.isIncluded)
      if answer == nil { return nil }
      throw failure(path, components.count, error)
    }
    let isFolder = status.kind == .directory
    let answer = filter.answer(components, isFolder: isFolder, isIncluded: folder.isIncluded)
    if isFolder {
      guard let answer else {
        hasMore = true
        return nil
      }
      return Folder(
        path: path, components: components, identity: status.identity, isIncluded: answer)
    }
    guard status.kind == .regular, status.size > 0 else { return nil }
    if answer == true {
      found.append(CorpusFiles.File(path: path, size: status.size))
    } else {
      hasMore = true
    }
    return nil
  }

  private func failure(
    _ path: String, _ depth: Int, _ failure: FileSystem.Failure
  ) -> CorpusError {
    let error = CorpusFiles.error(path, code: failure.code)
    guard case .unreadable(_, "the path is too long") = error else { return error }
    return .unreadable(
      root,
      reason:
        "folders in it are nested \(depth) deep, and the path is longer than the system takes; "
        + "leave them out with `exclude`")
  }

  /// Returns a name with non-ASCII bytes as `\xE9`.
  private static func escaped(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      (0x20..<0x7F).contains(byte)
        ? String(Unicode.Scalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}
