package import Foundation

/// Where bytes come from, a part at a time.
package protocol ByteSource {
  /// The next bytes, at most `count`, which is more than 0; none at the end.
  mutating func read(_ count: Int) throws -> Data

  /// What a user should be told about the source, complete when its end was read.
  var warnings: [String] { get }

  /// The conversion that the bytes come from; nil where they are as they were.
  var conversion: ByteConversion? { get }
}

extension ByteSource {
  package var warnings: [String] { [] }
  package var conversion: ByteConversion? { nil }
}

/// That bytes were converted to UTF-8 from another encoding.
package struct ByteConversion {
  /// The encoding.
  package let encoding: String
  /// Bytes in it that were read so far.
  package let bytes: Int
}
