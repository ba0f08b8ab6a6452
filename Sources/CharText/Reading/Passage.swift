/// Part of a file's text on its way to tokens: well-formed, with line ends and documents settled,
/// but not yet normalized.
struct Passage: Sendable {
  var text: [UInt8]
  /// The parts of documents in it, in order; what stands between them is no text.
  var segments: [DocumentSplitter.Segment]
}
