/// The texts of JSON Lines: one from each line, which is an object with a field that holds it.
///
/// Lines without anything but white space are skipped. A line has to fit into memory, so that it may
/// not be longer than ``longestLine``.
package struct JSONLinesReader {
  private var lines: LineReader
  private let file: String
  private let field: [UInt8]
  private let parts: [[UInt8]]
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
    self.field = Array(field.utf8)
    parts = self.field.split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false
    ).map { Array($0) }
    replacesSurrogates = invalidUTF8 == .replace
  }

  /// What a user should be told about the file, complete when its end was read.
  package var warnings: [String] { lines.warnings }

  /// How many ill-formed sequences were read as U+FFFD so far, wherever they stood.
  var replaced: Int { lines.check.replaced }

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
    let record: JSONValue
    do {
      record = try JSONParser.parse(line, replacesSurrogates: replacesSurrogates)
    } catch TokenizerError.notJSON(let offset, let problem) {
      throw error("byte \(offset) of the line: not JSON: \(problem)")
    }
    guard case .object(let members) = record else {
      throw error("\(record.summary) where an object should be")
    }
    let name = String(decoding: field, as: UTF8.self)
    guard let value = find(record) else {
      let known = members.prefix(5).map { "\"\(String(decoding: $0.name, as: UTF8.self))\"" }
      throw error(
        "no field \"\(name)\"; it has "
          + (known.isEmpty ? "none" : known.joined(separator: ", "))
          + (members.count > 5 ? " and \(members.count - 5) more" : ""))
    }
    guard case .string(let text) = value else {
      throw error("the field \"\(name)\" is \(value.summary), not a text")
    }
    return text
  }

  /// The field: the member of that very name, or what the names between the dots lead to.
  private func find(_ record: JSONValue) -> JSONValue? {
    if let value = record[bytes: field] { return value }
    var value = record
    for part in parts {
      guard let next = value[bytes: part] else { return nil }
      value = next
    }
    return value
  }

  private func error(_ problem: String) -> CorpusError {
    .badRecord(file: file, line: lines.number, problem: problem)
  }
}

/// Files that hold a JSON object a line.
package enum JSONLines {
  /// The longest line that is read, in bytes.
  package static let longestLine = 64 << 20

  /// Whether the name of a file says that it is one, compressed or not.
  package static func isNamed(_ path: String) -> Bool {
    var name = path.lowercased()
    if let compression = Compression(name: name) { name.removeLast(compression.suffix.count) }
    return name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson")
  }
}
