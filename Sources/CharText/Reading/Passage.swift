/// A chunk of a file's text before normalization: well-formed, with converted line ends, divided
/// into documents.
struct Passage: Sendable {
  var text: [UInt8]
  /// The segments of documents, in order; bytes between them are not text.
  var segments: [DocumentSplitter.Segment]
}
