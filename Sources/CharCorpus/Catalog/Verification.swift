internal import CharIO
internal import Foundation

/// The expected size and SHA-256 of a file, as far as they are known.
struct Verification: Equatable {
  var bytes: Int?
  var sha256: String?

  /// True if the check is conclusive, because the SHA-256 is known.
  var isComplete: Bool { sha256 != nil }

  /// Checks a file and deletes a wrong one that is ours (a download or a copy).
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - name: The name used in messages.
  ///   - isOurs: Whether the file may be deleted.
  ///   - isCopy: Whether the file is a copy of `name`, which stays.
  /// - Returns: The SHA-256 of the file.
  /// - Throws: ``CatalogError``.
  @discardableResult
  func check(_ path: String, name: String, isOurs: Bool, isCopy: Bool = false) throws -> String {
    let isDeleted = isOurs && !isCopy
    do {
      let found = try Self.size(path)
      if let bytes, bytes != found {
        throw CatalogError.wrongSize(
          name, expected: bytes, found: found, isDeleted: isDeleted)
      }
      let digest = try SHA256Sum.file(path)
      if let sha256, sha256 != digest {
        throw CatalogError.wrongDigest(
          name, expected: sha256, found: digest, isDeleted: isDeleted)
      }
      return digest
    } catch {
      if isOurs { try? FileManager.default.removeItem(atPath: path) }
      throw error
    }
  }

  /// Checks a file if its size or its SHA-256 is known.
  func checkIfKnown(_ path: String, name: String) throws {
    guard bytes != nil || sha256 != nil else { return }
    try check(path, name: name, isOurs: false)
  }

  /// Returns whether a file has the expected SHA-256; false if none is known.
  func accepts(_ path: String) -> Bool {
    isComplete && (try? check(path, name: path, isOurs: false)) != nil
  }

  /// Returns the size of a file in bytes; 0 if it does not exist.
  static func size(_ path: String) throws -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }
}
