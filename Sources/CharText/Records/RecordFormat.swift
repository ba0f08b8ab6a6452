internal import CharIO
internal import Foundation

/// The format of a file of records.
package enum RecordFormat: Sendable {
  /// One JSON object per line.
  case jsonLines
  /// JSON objects in an array, or one after another, with any line breaks.
  case json
  /// CSV or TSV with a header row.
  case table

  /// The maximum number of bytes used to recognize the format.
  private static let size = 1 << 16

  /// Recognizes the format of a file of records.
  ///
  /// Without a field, only the file name extensions of JSON Lines are recognized.
  ///
  /// - Parameters:
  ///   - name: The path; `-` is standard input.
  ///   - field: The requested field.
  ///   - source: The source; bytes read from it are put back.
  /// - Returns: The format; nil if the file is text.
  /// - Throws: ``CorpusError``.
  package static func of(
    _ name: String, field: String?, _ source: inout any ByteSource
  ) throws -> RecordFormat? {
    if JSONLines.isNamed(name) { return .jsonLines }
    guard let field else { return nil }
    if hasSuffix(name, [".csv", ".tsv", ".tab"]) { return .table }
    let start = try source.readStart(size)
    source = TextSource(start: start, source: source)
    if let found = json(Array(start)) { return found }
    guard name == "-" else { return nil }
    // Standard input has no name to recognize the format by.
    let header = start.prefix { $0 != ASCII.lineFeed && $0 != ASCII.carriageReturn }
    return TableReader.separator(of: Array(header), column: Array(field.utf8)) == nil
      ? .jsonLines : .table
  }

  /// Returns whether a file name has one of some extensions, compressed or not.
  static func hasSuffix(_ path: String, _ suffixes: [String]) -> Bool {
    var name = path.lowercased()
    if let compression = Compression(name: name) { name.removeLast(compression.suffix.count) }
    return suffixes.contains { name.hasSuffix($0) }
  }

  /// Returns the format of JSON; nil if the text is not JSON.
  private static func json(_ start: [UInt8]) -> RecordFormat? {
    let hasMark = start.starts(with: UTF8Sequence.byteOrderMark)
    let text = start.dropFirst(hasMark ? UTF8Sequence.byteOrderMark.count : 0)
      .drop(while: JSONReader.isSpace)
    let inside = text.dropFirst().drop(while: JSONReader.isSpace).first
    switch text.first {
    case UInt8(ascii: "["):
      return inside == UInt8(ascii: "{") || inside == UInt8(ascii: "]") ? .json : nil
    case UInt8(ascii: "{"):
      let line = Array(text.prefix { $0 != ASCII.lineFeed })
      if line.count == text.count, text.count > 1 {
        // Without a line end, the file has one object or several in a row.
        return inside == UInt8(ascii: "\"") ? .json : nil
      }
      if (try? JSON(parsing: line, replacesSurrogates: true)) != nil { return .jsonLines }
      return inside == UInt8(ascii: "\"") ? .json : nil
    default: return nil
    }
  }

  /// Starts reading a file.
  ///
  /// - Parameters:
  ///   - source: The bytes.
  ///   - name: The name of the file in messages.
  ///   - field: The field or column that contains the text.
  ///   - invalidUTF8: The treatment of bytes that are not UTF-8.
  /// - Returns: The reader of the records.
  package func reader(
    _ source: any ByteSource, name: String, field: String, invalidUTF8: InvalidUTF8Policy
  ) -> any TextRecords {
    switch self {
    case .jsonLines:
      JSONLinesReader(source, name: name, field: field, invalidUTF8: invalidUTF8)
    case .json: JSONReader(source, name: name, field: field, invalidUTF8: invalidUTF8)
    case .table: TableReader(source, name: name, column: field, invalidUTF8: invalidUTF8)
    }
  }
}
