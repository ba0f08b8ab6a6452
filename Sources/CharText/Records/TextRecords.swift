/// The texts of a file of records, one after another.
package protocol TextRecords {
  /// The next text, in valid UTF-8, or nil at the end.
  ///
  /// - Throws: ``CorpusError``.
  mutating func next() throws -> [UInt8]?

  /// What a user should be told about the file, complete when its end was read.
  var warnings: [String] { get }

  /// How many ill-formed sequences were read as U+FFFD so far, wherever they stood.
  var replaced: Int { get }
}
