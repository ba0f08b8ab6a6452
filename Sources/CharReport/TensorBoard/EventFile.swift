internal import CharLM
internal import CharIO
internal import CharText
internal import Foundation

/// A file of records framed by length and checksums, to which a run appends (TFRecord).
///
///     length: 8 bytes   masked CRC-32C of the length: 4   data   masked CRC-32C of the data: 4
///
/// Records are written immediately, so that a running TensorBoard sees them.
struct EventFile {
  private let path: String
  private let handle: FileHandle

  /// File name prefix that TensorBoard recognizes.
  private static let prefix = "events.out.tfevents."

  /// Returns the file name suffix of a run; nil stands for runs of earlier versions.
  private static func suffix(_ run: String?) -> String { ".charlm" + (run.map { ".\($0)" } ?? "") }

  /// Checks that a run may write to a folder, and creates it if missing.
  ///
  /// - Parameters:
  ///   - folder: the folder with the files of one run.
  ///   - run: the identifier of the run.
  /// - Returns: the existing files of the run.
  /// - Throws: `FileError`.
  @discardableResult
  static func check(_ folder: String, run: String?) throws -> [String] {
    try FileSystem.makeDirectory(folder)
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw FileError(path: folder, problem: "cannot be read: \(error.systemReason)")
    }
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw FileError(path: folder, problem: "cannot be written")
    }
    let others = names.filter { $0.hasPrefix(prefix) }
    guard others.allSatisfy({ $0.hasSuffix(suffix(run)) }) else {
      throw FileError(
        path: folder,
        problem: "holds TensorBoard's files of another run; give each run a folder of its own")
    }
    return others
  }

  /// Creates a file in a folder.
  ///
  /// - Parameters:
  ///   - folder: the folder with the files of one run.
  ///   - run: the identifier of the run.
  ///   - seconds: seconds since 1970, part of the name, since files are read in name order; a new
  ///     file always sorts after existing ones, whatever the clock says.
  /// - Throws: `FileError`.
  init(folder: String, run: String?, seconds: Int) throws {
    let others = try Self.check(folder, run: run)
    let latest = others.compactMap { Int($0.dropFirst(Self.prefix.count).prefix { $0 != "." }) }
      .filter { (0..<9_999_999_999).contains($0) }.max()
    let stamp = max(seconds, (latest ?? 0) + 1)
    let digits = String(stamp)
    let name = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    path = "\(folder)/\(Self.prefix)\(name)\(Self.suffix(run))"
    do {
      try Data().write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
      handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    } catch {
      throw FileError(path: path, problem: "cannot be written: \(error.systemReason)")
    }
  }

  /// Appends a record.
  ///
  /// - Throws: `FileError`.
  func append(_ data: [UInt8]) throws {
    do { try handle.write(contentsOf: Data(Self.frame(data))) } catch {
      throw FileError(path: path, problem: "cannot be written: \(error.systemReason)")
    }
  }

  /// Frames a record with its length and checksums.
  static func frame(_ data: [UInt8]) -> [UInt8] {
    var length: [UInt8] = []
    length.append(littleEndian: UInt64(data.count))
    var record = length
    record.reserveCapacity(data.count + 16)
    record.append(littleEndian: CRC32C.masked(length))
    record += data
    record.append(littleEndian: CRC32C.masked(data))
    return record
  }
}
