internal import CharIO
internal import CharText
internal import Foundation

/// Unpacks a download into a scratch folder and moves the complete result into place.
struct Unpacker {
  private static let part = 1 << 20

  let entry: CatalogEntry
  /// The downloaded file.
  let archive: String
  /// A temporary folder beside the target.
  let scratch: String

  /// Unpacks the archive.
  ///
  /// - Parameter target: The path of the text; an existing one is replaced.
  /// - Throws: ``CatalogError`` or `CorpusError`.
  func unpack(to target: String) throws {
    let manager = FileManager.default
    try? manager.removeItem(atPath: scratch)
    defer { try? manager.removeItem(atPath: scratch) }
    do {
      try manager.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    } catch {
      throw CatalogError.unwritable(scratch, reason: error.systemReason)
    }
    let result = scratch + "/" + entry.file
    do { try make(result) } catch let error as CocoaError {
      throw CatalogError.damaged(archive, problem: "cannot be unpacked (\(error.systemReason))")
    }
    try Verification(bytes: entry.textBytes, sha256: entry.textSHA256)
      .checkIfKnown(result, name: "\(archive): \(entry.file)")
    do {
      try? manager.removeItem(atPath: target)
      try manager.moveItem(atPath: result, toPath: target)
    } catch {
      throw CatalogError.unwritable(target, reason: error.systemReason)
    }
  }

  private func make(_ result: String) throws {
    switch entry.unpack {
    case .none: try write(FileSource(archive), to: result)
    case .gzip: try decompress(.gzip, to: result)
    case .zstd: try decompress(.zstd, to: result)
    case .zip:
      let member = try ZipMember(entry.member ?? "", inArchive: archive)
      try write(DecompressedSource(member, .gzip, name: archive), to: result)
    case .bzip2: try bzip2(to: result)
    case .tar: try tar(to: result)
    }
  }

  private func decompress(_ compression: Compression, to result: String) throws {
    // A download has no name that says what it is.
    let start = try FileHandle(forReadingFrom: URL(fileURLWithPath: archive)).read(upToCount: 4)
    guard Compression(magic: start ?? Data()) == compression else {
      throw CatalogError.damaged(archive, problem: "is not a \(compression.rawValue) file")
    }
    try write(FileSource(archive), to: result)
  }

  private func bzip2(to result: String) throws {
    let program = try Program("bzip2", purpose: "to unpack \(archive)")
    let unpacked = scratch + "/unpacked"
    let output = try Self.create(unpacked)
    try check(program.run(["-dc", archive], output: output))
    try output.close()
    try write(FileSource(unpacked), to: result)
  }

  /// Extracts the members; a single folder or file becomes the result, records become one text.
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
    // Not every tar supports patterns, so the whole folder is extracted.
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
      throw CatalogError.damaged(archive, problem: "cannot be unpacked (\(result.problem))")
    }
  }

  /// Writes a source, or only the requested column of its lines.
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

  /// Returns one column of the lines that have it.
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
    else { throw CatalogError.unwritable(path, reason: "the file cannot be created") }
    return handle
  }

  private static func write(_ bytes: [UInt8], to handle: FileHandle, _ path: String) throws {
    do { try handle.write(contentsOf: Data(bytes)) } catch {
      throw CatalogError.unwritable(path, reason: error.systemReason)
    }
  }
}
