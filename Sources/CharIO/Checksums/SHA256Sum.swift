internal import Foundation

#if canImport(CryptoKit)
  internal import CryptoKit
#else
  internal import CMessageDigest
#endif

/// An incremental SHA-256.
///
/// The wrapper of libmd; on macOS the system's own library is used.
package struct SHA256Sum {
  #if canImport(CryptoKit)
    private var context = SHA256()
  #else
    private var context = SHA2_CTX()
  #endif

  /// Creates the digest of no bytes.
  package init() {
    #if !canImport(CryptoKit)
      unsafe SHA256Init(&context)
    #endif
  }

  /// Adds bytes to the digest.
  package mutating func add(_ bytes: [UInt8]) {
    #if canImport(CryptoKit)
      context.update(data: bytes)
    #else
      unsafe SHA256Update(&context, bytes, bytes.count)
    #endif
  }

  /// Returns the 32 bytes of the digest.
  package mutating func digest() -> [UInt8] {
    #if canImport(CryptoKit)
      return Array(context.finalize())
    #else
      var digest = [UInt8](repeating: 0, count: 32)
      unsafe SHA256Final(&digest, &context)
      return digest
    #endif
  }

  /// Returns the digest in lowercase hexadecimal digits.
  package mutating func finish() -> String {
    digest().hexadecimal
  }

  /// Returns the digest of some bytes in lowercase hexadecimal digits.
  package static func hexadecimal(of bytes: [UInt8]) -> String {
    var sum = SHA256Sum()
    sum.add(bytes)
    return sum.finish()
  }
}

extension [UInt8] {
  /// The bytes in lowercase hexadecimal digits.
  package var hexadecimal: String {
    map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
