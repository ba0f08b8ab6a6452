package import Foundation

/// A source of bytes that is read in parts.
package protocol ByteSource {
  /// Reads at most `count` bytes, which must be more than 0; none at the end.
  mutating func read(_ count: Int) throws -> Data

  /// Warnings about the source, complete after reading to the end.
  var warnings: [String] { get }

  /// The conversion from another encoding; nil if the bytes are unconverted.
  var conversion: ByteConversion? { get }
}

extension ByteSource {
  package var warnings: [String] { [] }
  package var conversion: ByteConversion? { nil }
}

/// A conversion of bytes from another encoding to UTF-8.
package struct ByteConversion {
  /// The encoding.
  package let encoding: String
  /// The number of bytes read in that encoding so far.
  package let bytes: Int
}
