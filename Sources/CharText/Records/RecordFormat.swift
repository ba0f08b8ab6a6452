internal import CharIO
internal import Foundation

/// How the records of a file are written.
package enum RecordFormat: Sendable {
  /// A JSON object a line.
  case jsonLines
  /// JSON objects in an array, or one after another, on any lines.
  case json
  /// Rows of CSV or TSV after one with the names of the columns.
  case table

  /// Bytes at the start of a file that its format is told by, at most.
  private static let size = 1 << 16

  /// Recognizes the format of a file that holds records.
  ///
  /// Without a field, only the names of JSON Lines tell.
  ///
  /// - Parameters:
  ///   - name: The path, `-` being standard input.
  ///   - field: The field that was asked for.
  ///   - source: The file; what is read of it is put back.
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
    // Standard input has no name that would say what it is.
    let header = start.prefix { $0 != ASCII.lineFeed && $0 != ASCII.carriageReturn }
    return TableReader.separator(of: Array(header), column: Array(field.utf8)) == nil
      ? .jsonLines : .table
  }

  /// Whether the name of a file ends like this, compressed or not.
  static func hasSuffix(_ path: String, _ suffixes: [String]) -> Bool {
    var name = path.lowercased()
    if let compression = Compression(name: name) { name.removeLast(compression.suffix.count) }
    return suffixes.contains { name.hasSuffix($0) }
  }

  /// The format of JSON; nil if it is none.
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
        // Without a line end the objects stand one after another, or it is one.
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
  ///   - name: What messages call them.
  ///   - field: The field or column that is the text.
  ///   - invalidUTF8: What to do about bytes that are not UTF-8.
  /// - Returns: The reader of its records.
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
