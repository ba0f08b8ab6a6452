internal import CharIO

/// A text that was read whole from a file or from standard input, and is not cut into documents. It is decompressed only
/// where an encoding is given.
package struct WholeText {
  /// The text, without a byte order mark where that is not part of it.
  package private(set) var bytes: [UInt8]
  /// Warnings about replaced bytes, and about a recognized or a likely encoding.
  package private(set) var warnings: [String] = []

  /// Reads a text: any bytes for a model of bytes, otherwise UTF-8.
  ///
  /// - Parameters:
  ///   - path: The file, or `-` for standard input.
  ///   - text: The text settings of the model that reads it; nil = UTF-8 for no model.
  ///   - invalid: The treatment of bytes that are not UTF-8.
  ///   - encoding: The encoding of the file; nil = UTF-8.
  /// - Throws: `FileError`, or ``CorpusError``.
  package init(
    contentsOf path: String, for text: TextConfiguration? = nil,
    invalid: InvalidUTF8Policy = .error, encoding: TextEncoding? = nil
  ) throws {
    if let encoding {
      var source = try TextSource(path, encoding: encoding, invalid: invalid)
      bytes = try source.readAll()
      warnings = source.warnings
    } else {
      bytes = try AtomicFile.readInput(path)
    }
    var check = TextCheck(
      file: FileSource.title(of: path), handling: TextCheck.Handling(invalid, text))
    try check.check(&bytes)
    warnings += check.warnings
    if text?.dropsByteOrderMarkOfFiles ?? true { UTF8Sequence.dropByteOrderMark(of: &bytes) }
  }

  /// The text as a string.
  package var string: String { String(decoding: bytes, as: UTF8.self) }

  /// The text without the line end that editors add after the last line.
  package var withoutLastLineEnd: [UInt8] {
    var text = bytes
    if text.last == ASCII.lineFeed {
      text.removeLast()
      if text.last == ASCII.carriageReturn { text.removeLast() }
    }
    return text
  }
}
