internal import CharText
internal import Foundation

/// Makes text of what was fetched: beside the place it goes to, so that there is all of it or nothing.
struct Unpacker {
  private static let part = 1 << 20

  let entry: CatalogueEntry
  /// What was fetched.
  let archive: String
  /// A place for what is not finished.
  let scratch: String

  /// Unpacks.
  ///
  /// - Parameter target: Where the text goes; nothing may be there.
  /// - Throws: ``CatalogueError`` or `CorpusError`.
  func unpack(to target: String) throws {
    let manager = FileManager.default
    try? manager.removeItem(atPath: scratch)
    defer { try? manager.removeItem(atPath: scratch) }
    do {
      try manager.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    } catch {
      throw CatalogueError.unwritable(scratch, reason: error.shortReason)
    }
    let result = scratch + "/" + entry.file
    do { try make(result) } catch let error as CocoaError {
      throw CatalogueError.damaged(archive, problem: "cannot be unpacked (\(error.shortReason))")
    }
    try Verification(bytes: entry.textBytes, sha256: entry.textSHA256)
      .checkIfKnown(result, name: "\(archive): \(entry.file)")
    do {
      try? manager.removeItem(atPath: target)
      try manager.moveItem(atPath: result, toPath: target)
    } catch {
      throw CatalogueError.unwritable(target, reason: error.shortReason)
    }
  }

  private func make(_ result: String) throws {
    switch entry.unpack {
    case .none, .gzip, .zstd: try write(FileSource(archive), to: result)
    case .zip:
      let member = try ZipMember(entry.member ?? "", inArchive: archive)
      try write(DecompressedSource(member, .gzip, name: archive), to: result)
    case .bzip2: try bzip2(to: result)
    case .tar: try tar(to: result)
    }
  }

  private func bzip2(to result: String) throws {
    let program = try Program("bzip2", purpose: "to unpack \(archive)")
    let unpacked = scratch + "/unpacked"
    let output = try Self.create(unpacked)
    try check(program.run(["-dc", archive], output: output))
    try output.close()
    try write(FileSource(unpacked), to: result)
  }

  /// Takes the members out; a single folder or file becomes the result, records become one text.
  private func tar(to result: String) throws {
    let program = try Program("tar", purpose: "to unpack \(archive)")
    let member = entry.member ?? ""
    let folder = scratch + "/members"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let last = member.split(separator: "/").last.map(String.init) ?? ""
    guard last.contains("*") else {
      try check(program.run(["-xf", archive, "-C", folder, member]))
      try FileManager.default.moveItem(atPath: folder + "/" + member, toPath: result)
      return
    }
    // Not every tar knows patterns, so that its folder is taken out as a whole.
    let parent = member.dropLast(last.count + 1)
    try check(program.run(["-xf", archive, "-C", folder, String(parent)]))
    let glob = try Glob(last)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/" + parent)
      .filter { glob.matches([Array($0.unicodeScalars)], isFolder: false) }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let output = try Self.create(result)
    for name in names {
      let path = "\(folder)/\(parent)/\(name)"
      let lines = try JSONRecords.texts(path, field: entry.field ?? "text")
      try Self.write(lines.flatMap { $0 + [UInt8(ascii: "\n")] }, to: output, result)
    }
    try output.close()
  }

  private func check(_ result: Program.Result) throws {
    guard result.status == 0 else {
      throw CatalogueError.damaged(archive, problem: "cannot be unpacked (\(result.problem))")
    }
  }

  /// Writes all of a source, or the column that is asked for.
  private func write(_ source: some ByteSource, to path: String) throws {
    var source = source
    let output = try Self.create(path)
    var line: [UInt8] = []
    while case let data = try source.read(Self.part), !data.isEmpty {
      guard let column = entry.column else {
        try Self.write(Array(data), to: output, path)
        continue
      }
      line += data
      guard let end = line.lastIndex(of: UInt8(ascii: "\n")) else { continue }
      try Self.write(Self.column(column, of: line[..<end]), to: output, path)
      line.removeFirst(end + 1)
    }
    if let column = entry.column, !line.isEmpty {
      try Self.write(Self.column(column, of: line[...]), to: output, path)
    }
    try output.close()
  }

  /// One column of lines that have it.
  private static func column(_ number: Int, of lines: ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    for line in lines.split(separator: UInt8(ascii: "\n")) {
      let columns = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      if columns.count >= number { text += columns[number - 1] + [UInt8(ascii: "\n")] }
    }
    return text
  }

  private static func create(_ path: String) throws -> FileHandle {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw CatalogueError.unwritable(path, reason: "no file can be made there") }
    return handle
  }

  private static func write(_ bytes: [UInt8], to handle: FileHandle, _ path: String) throws {
    do { try handle.write(contentsOf: Data(bytes)) } catch {
      throw CatalogueError.unwritable(path, reason: error.shortReason)
    }
  }
}

extension Verification {
  /// Compares a file with what is known, if anything is.
  func checkIfKnown(_ path: String, name: String) throws {
    guard bytes != nil || sha256 != nil else { return }
    try check(path, name: name, isOurs: false)
  }
}
