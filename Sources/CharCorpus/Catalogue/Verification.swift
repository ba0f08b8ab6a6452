internal import Foundation

/// What a file should be: its size and its SHA-256, as far as they are known.
struct Verification: Equatable {
  var bytes: Int?
  var sha256: String?

  /// Whether only the right file passes.
  var isComplete: Bool { sha256 != nil }

  /// Compares a file; a wrong one is deleted if it is ours, be it what was fetched or a copy.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - name: What messages call it.
  ///   - isOurs: Whether it may be deleted.
  ///   - isCopy: Whether it is a copy of what messages name, which stays.
  /// - Returns: Its SHA-256.
  /// - Throws: ``CatalogueError``.
  @discardableResult
  func check(_ path: String, name: String, isOurs: Bool, isCopy: Bool = false) throws -> String {
    let isDeleted = isOurs && !isCopy
    do {
      let found = try Self.size(path)
      if let bytes, bytes != found {
        throw CatalogueError.wrongSize(
          name, expected: bytes, found: found, isDeleted: isDeleted)
      }
      let digest = try SHA256Sum.file(path)
      if let sha256, sha256 != digest {
        throw CatalogueError.wrongDigest(
          name, expected: sha256, found: digest, isDeleted: isDeleted)
      }
      return digest
    } catch {
      if isOurs { try? FileManager.default.removeItem(atPath: path) }
      throw error
    }
  }

  /// Whether a file is the right one, as far as that can be said.
  func accepts(_ path: String) -> Bool {
    isComplete && (try? check(path, name: path, isOurs: false)) != nil
  }

  /// The size of a file in bytes; 0 where there is none.
  static func size(_ path: String) throws -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }
}
