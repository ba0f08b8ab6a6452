/// A reader of the texts of a file of records.
package protocol TextRecords {
  /// Returns the next text in valid UTF-8, or nil at the end.
  ///
  /// - Throws: ``CorpusError``.
  mutating func next() throws -> [UInt8]?

  /// Warnings about the file, complete after reading to the end.
  var warnings: [String] { get }

  /// The number of ill-formed sequences read as U+FFFD so far, inside and outside of texts.
  var replaced: Int { get }
}
