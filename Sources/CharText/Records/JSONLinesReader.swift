internal import CharIO

/// Reads the texts of JSON Lines, one from each line's object.
///
/// Blank lines are skipped. A line must fit into memory, so its length is limited to
/// ``JSONLines/longestLine``.
package struct JSONLinesReader: TextRecords {
  private var lines: LineReader
  private let file: String
  private let field: RecordField
  private let replacesSurrogates: Bool

  /// Starts reading.
  ///
  /// - Parameters:
  ///   - source: The bytes.
  ///   - name: The name of the file in messages.
  ///   - field: The member of a line's object that contains its text, with dots between nested
  ///     names.
  ///   - invalidUTF8: The treatment of bytes that are not UTF-8, and of lone surrogates such as
  ///     `\ud800`.
  ///   - chunkSize: The number of bytes to read at a time.
  ///   - longestLine: The maximum length of a line in bytes.
  package init(
    _ source: any ByteSource, name: String, field: String = CorpusSelection.defaultField,
    invalidUTF8: InvalidUTF8Policy = .error, chunkSize: Int = CorpusReader.defaultChunkSize,
    longestLine: Int = JSONLines.longestLine
  ) {
    lines = LineReader(
      source, name: name, invalidUTF8: invalidUTF8, chunkSize: chunkSize, longest: longestLine)
    file = name
    self.field = RecordField(field)
    replacesSurrogates = invalidUTF8 == .replace
  }

  /// Warnings about the file, complete after reading to the end.
  package var warnings: [String] { lines.warnings }

  /// The number of ill-formed sequences read as U+FFFD so far, inside and outside of texts.
  package var replaced: Int { lines.check.replaced }

  /// The line number of the last text, from 1.
  package var line: Int { lines.number }

  /// Returns the next text in valid UTF-8, or nil at the end.
  ///
  /// - Throws: ``CorpusError``.
  package mutating func next() throws -> [UInt8]? {
    while let line = try lines.next() {
      if line.allSatisfy({ $0 == ASCII.space || $0 == ASCII.tab }) { continue }
      return try text(line)
    }
    return nil
  }

  private func text(_ line: [UInt8]) throws -> [UInt8] {
    do {
      return try field.text(of: JSON(parsing: line, replacesSurrogates: replacesSurrogates))
    } catch let error as JSON.SyntaxError {
      throw self.error("byte \(error.offset) of the line: not JSON: \(error.problem)")
    } catch let problem as RecordField.Problem {
      throw error(problem.words)
    }
  }

  private func error(_ problem: String) -> CorpusError {
    .badRecord(file: file, line: lines.number, problem: problem)
  }
}
