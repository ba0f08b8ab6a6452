extension Tokenizer {
  /// Returns a text from outside without its byte order mark, as for text files.
  ///
  /// - Parameter text: The text.
  /// - Returns: The text that the model reads.
  package func withoutByteOrderMark(_ text: [UInt8]) -> [UInt8] {
    var text = text
    if configuration.dropsByteOrderMarkOfFiles { UTF8Sequence.dropByteOrderMark(of: &text) }
    return text
  }
}
