/// What becomes of a piece of text that is not in the vocabulary.
public enum UnknownPolicy: String, CaseIterable, Codable, Sendable {
  /// It is read as ``Vocabulary/unknown``; what it was is lost.
  case unk
  /// It is spelled: by a token for each of its UTF-8 bytes, so that nothing is lost and every text
  /// has a probability. A grapheme cluster is spelled scalar by scalar, with bytes for those
  /// scalars only that are no piece either.
  case bytes
  /// It is an error.
  case error
}
