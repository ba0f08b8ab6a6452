internal import Foundation

/// A download over HTTP into a `.part` file, which a later attempt can resume.
///
/// curl does the work: linking an HTTP library would slow down every start of the command.
struct Download {
  let url: String
  let part: String
  let expected: Verification

  /// Fetches the file, resuming a partial download.
  ///
  /// A partial download is resumed only if a SHA-256 can verify that both halves match.
  ///
  /// - Parameters:
  ///   - progress: Called with the number of bytes fetched so far.
  ///   - shouldStop: Returns true to stop.
  /// - Throws: ``CatalogError``.
  func run(progress: (Int) -> Void, shouldStop: () -> Bool) throws {
    let curl = try Program("curl", purpose: "to fetch \(url)")
    let there = try Verification.size(part)
    if expected.isComplete, there > 0, expected.bytes == there { return }
    if !expected.isComplete || expected.bytes.map({ there > $0 }) ?? false {
      try? FileManager.default.removeItem(atPath: part)
    }
    let isResumed = try Verification.size(part) > 0
    do {
      try fetch(curl, progress, shouldStop)
    } catch CannotResume() where isResumed {
      try? FileManager.default.removeItem(atPath: part)
      try fetch(curl, progress, shouldStop)
    }
  }

  /// The server cannot send a file from an offset.
  private struct CannotResume: Error, Equatable {
    static func ~= (_: CannotResume, error: any Error) -> Bool { error is CannotResume }
  }

  private func fetch(
    _ curl: Program, _ progress: (Int) -> Void, _ shouldStop: () -> Bool
  ) throws {
    let there = try Verification.size(part)
    var arguments = [
      "--fail", "--location", "--silent", "--show-error", "--no-buffer", "--proto", "=http,https",
      "--connect-timeout", "30", "--speed-time", "60", "--speed-limit", "1", "--output", part,
      "--write-out", "%{http_code}",
    ]
    if there > 0 { arguments += ["--continue-at", "\(there)"] }
    var isTooLarge = false
    let result = try curl.run(arguments + ["--", url]) {
      let size = (try? Verification.size(part)) ?? 0
      progress(size)
      isTooLarge = expected.bytes.map { size > $0 } ?? false
      return shouldStop() || isTooLarge
    }
    let size = try Verification.size(part)
    progress(size)
    if shouldStop(), result.status != 0 {
      throw CatalogError.interrupted(part, bytes: size)
    }
    if isTooLarge, let bytes = expected.bytes {
      try? FileManager.default.removeItem(atPath: part)
      throw CatalogError.wrongSize(url, expected: bytes, found: size, isDeleted: true)
    }
    switch result.status {
    case 0: return
    // The server does not support ranges, or the range is empty.
    case 33, 36: throw CannotResume()
    case 22 where result.output == "416": throw CannotResume()
    case 22: throw CatalogError.download(url, reason: "the server answers \(result.output)")
    case 23:
      throw CatalogError.unwritable(part, reason: "the disk is full, or permission is denied")
    case 18:
      throw CatalogError.download(
        url, reason: "the connection ended after \(size) bytes; the same command goes on")
    default: throw CatalogError.download(url, reason: result.problem)
    }
  }
}
