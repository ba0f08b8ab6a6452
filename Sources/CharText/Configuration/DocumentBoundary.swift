/// The division of a corpus into documents.
///
/// A document starts with ``Vocabulary/documentBoundary``, which resets the model. Empty documents
/// are dropped.
public enum DocumentBoundary: String, CaseIterable, Codable, Sendable {
  /// Each file is one document, to its last byte.
  case file
  /// Documents are separated by one or more blank lines (empty, or only spaces and tabs).
  ///
  /// Line ends and blank lines around a document are dropped; the indentation of its first line
  /// and the spaces at the end of its last line stay.
  case paragraph
  /// Each line that is not empty is one document, without its terminator (LF or CRLF).
  case line
}
