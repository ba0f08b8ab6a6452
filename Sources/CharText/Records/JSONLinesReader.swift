internal import CharIO

/// The texts of JSON Lines: one from each line, which is an object with a field that holds it.
///
/// Lines without anything but white space are skipped. A line has to fit into memory, so that it may
/// not be longer than ``longestLine``.
package struct JSONLinesReader: TextRecords {
  private var lines: LineReader
  private let file: String
  private let field: RecordField
  private let replacesSurrogates: Bool

  /// Starts reading.
  ///
  /// - Parameters:
  ///   - source: The bytes.
  ///   - name: What messages call them.
  ///   - field: The member of a line's object that is its text, with dots between the names of
  ///     nested ones.
  ///   - invalidUTF8: What to do about bytes that are not UTF-8, and about `\ud800` without its
  ///     other half.
  ///   - chunkSize: How many bytes to read at a time.
  ///   - longestLine: The longest line that is read, in bytes.
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

  /// What a user should be told about the file, complete when its end was read.
  package var warnings: [String] { lines.warnings }

  /// How many ill-formed sequences were read as U+FFFD so far, wherever they stood.
  package var replaced: Int { lines.check.replaced }

  /// The number of the line that the last text is from, from 1.
  package var line: Int { lines.number }

  /// The next text, in valid UTF-8, or nil at the end.
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
