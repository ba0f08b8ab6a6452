/// The treatment of pieces that are not in the vocabulary.
public enum UnknownPolicy: String, CaseIterable, Codable, Sendable {
  /// The piece becomes ``Vocabulary/unknown``, which loses its text.
  case unk
  /// The piece is spelled by one token for each of its UTF-8 bytes, so that nothing is lost and
  /// every text has a probability. A grapheme cluster is spelled scalar by scalar, with bytes only
  /// for scalars that are not pieces.
  case bytes
  /// The piece is an error.
  case error
}
