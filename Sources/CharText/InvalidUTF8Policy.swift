/// What reading a corpus does with bytes that are not UTF-8.
///
/// It does not apply to the byte unit without normalization and case folding, which takes all
/// bytes as they are.
public enum InvalidUTF8Policy: String, CaseIterable, Codable, Sendable {
  /// Stops with ``CorpusError/invalidUTF8(file:line:offset:bytes:hint:)``.
  case error
  /// Reads U+FFFD for each maximal subpart of an ill-formed sequence (The Unicode Standard,
  /// section 3.9, and the [Encoding Standard](https://encoding.spec.whatwg.org/)), and counts them.
  case replace
}
