/// What reading a corpus does with bytes that are not UTF-8.
///
/// It does not apply to the byte unit without normalization and case folding, which takes all
/// bytes as they are.
public enum InvalidUTF8Policy: String, CaseIterable, Codable, Sendable {
  /// Stops with ``CorpusError/invalidUTF8(_:bytes:guess:)``.
  case error
  /// Reads U+FFFD for each maximal subpart of an ill-formed sequence (The Unicode Standard,
  /// section 3.9, and the [Encoding Standard](https://encoding.spec.whatwg.org/)), and counts them.
  case replace
}

extension InvalidUTF8Policy {
  /// What a user should be told of bytes that were read as U+FFFD.
  ///
  /// - Parameters:
  ///   - replaced: How many ill-formed sequences there were.
  ///   - files: In how many files.
  /// - Returns: A line; nil if there were none.
  package static func warning(replaced: Int, files: Int) -> String? {
    guard replaced > 0 else { return nil }
    return "\(replaced) \(replaced == 1 ? "sequence" : "sequences") of bytes in \(files) "
      + "\(files == 1 ? "file" : "files") \(replaced == 1 ? "is" : "are") not UTF-8, and read as U+FFFD"
  }
}
