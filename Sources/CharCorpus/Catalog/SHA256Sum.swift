internal import CharIO
internal import Foundation

#if canImport(CryptoKit)
  internal import CryptoKit
#else
  internal import CMessageDigest
#endif

/// An incremental SHA-256.
///
/// The wrapper of libmd, and the only file of this target that touches pointers; on macOS the
/// system's own library is used.
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

  /// Adds bytes to the digest.
  mutating func add(_ bytes: [UInt8]) {
    #if canImport(CryptoKit)
      context.update(data: bytes)
    #else
      unsafe SHA256Update(&context, bytes, bytes.count)
    #endif
  }

  /// Returns the digest in lowercase hexadecimal digits.
  mutating func finish() -> String {
    #if canImport(CryptoKit)
      let digest = Array(context.finalize())
    #else
      var digest = [UInt8](repeating: 0, count: 32)
      unsafe SHA256Final(&digest, &context)
    #endif
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

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
