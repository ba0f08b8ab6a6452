/// The treatment of bytes that are not UTF-8 in a corpus.
///
/// It does not apply to the byte unit without normalization and case folding, which accepts any
/// bytes.
public enum InvalidUTF8Policy: String, CaseIterable, Codable, Sendable {
  /// Stops with ``CorpusError/invalidUTF8(_:bytes:guess:)``.
  case error
  /// Replaces each maximal subpart of an ill-formed sequence by U+FFFD (The Unicode Standard,
  /// section 3.9, and the [Encoding Standard](https://encoding.spec.whatwg.org/)), and counts them.
  case replace
}

extension InvalidUTF8Policy {
  /// Returns a warning about replaced bytes.
  ///
  /// - Parameters:
  ///   - replaced: The number of ill-formed sequences.
  ///   - files: The number of files that contain them.
  /// - Returns: The warning; nil if there were no such sequences.
  package static func warning(replaced: Int, files: Int) -> String? {
    guard replaced > 0 else { return nil }
    return "\(replaced) \(replaced == 1 ? "sequence" : "sequences") of bytes in \(files) "
      + "\(files == 1 ? "file" : "files") \(replaced == 1 ? "is" : "are") not UTF-8, and read as U+FFFD"
  }
}
