internal import Foundation

#if canImport(CryptoKit)
  internal import CryptoKit
#else
  internal import CMessageDigest
#endif

/// The SHA-256 of bytes that come a part at a time.
///
/// The door to libmd, and the only file of this target that touches pointers; on macOS the system's
/// own library is used.
struct SHA256Sum {
  #if canImport(CryptoKit)
    private var context = SHA256()
  #else
    private var context = SHA2_CTX()
  #endif

  init() {
    #if !canImport(CryptoKit)
      unsafe SHA256Init(&context)
    #endif
  }

  /// Takes in the next bytes.
  mutating func add(_ bytes: [UInt8]) {
    #if canImport(CryptoKit)
      context.update(data: bytes)
    #else
      unsafe SHA256Update(&context, bytes, bytes.count)
    #endif
  }

  /// The digest, in lower-case hexadecimal digits.
  mutating func finish() -> String {
    #if canImport(CryptoKit)
      let digest = Array(context.finalize())
    #else
      var digest = [UInt8](repeating: 0, count: 32)
      unsafe SHA256Final(&digest, &context)
    #endif
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// That of a file.
  ///
  /// - Throws: ``CatalogueError/unreadable(_:reason:)``.
  static func file(_ path: String) throws -> String {
    var sum = SHA256Sum()
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty { sum.add(Array(data)) }
    } catch {
      throw CatalogueError.unreadable(path, reason: error.shortReason)
    }
    return sum.finish()
  }
}
