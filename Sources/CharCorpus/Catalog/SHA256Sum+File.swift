internal import CharIO
internal import Foundation

extension SHA256Sum {
  /// Returns the SHA-256 of a file.
  ///
  /// - Throws: ``CatalogError/unreadable(_:reason:)``.
  static func file(_ path: String) throws -> String {
    var sum = SHA256Sum()
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty { sum.add(Array(data)) }
    } catch {
      throw CatalogError.unreadable(path, reason: error.systemReason)
    }
    return sum.finish()
  }
}
