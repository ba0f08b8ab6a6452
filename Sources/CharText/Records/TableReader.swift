/// Reads the texts in a column of CSV (RFC 4180), separated by commas, semicolons, bars or tabs.
///
/// The first row names the columns. A quoted field may contain separators, line ends, and doubled
/// quotes. A row ends with LF, CR LF or CR; empty rows are skipped. A row that lacks the column, or
/// has more columns than the header, is an error.
struct TableReader: TextRecords {
  /// The maximum length of a field or of the header row in bytes.
  private static let longest = JSONLines.longestLine
  private static let quote = UInt8(ascii: "\"")
  private static let separators = ["\t", ",", ";", "|"].map { UInt8(ascii: $0) }

  private var chunks: CheckedChunks
  private let file: String
  private let column: [UInt8]
  private var chunk: [UInt8] = []
  private var position = 0
  private var layout: (separator: UInt8, index: Int, names: Int)?

  // The row that is being read.
  private var (line, start, quoteLine) = (1, 1, 1)
  private var number = 0
  /// The number of characters of the line so far, and the place of the first surplus column.
  private var characters = 0
  private var surplus: (line: Int, column: Int)?
  private var field: [UInt8] = []
  private var text: [UInt8]?
  private var isEmpty = true
  private var (isQuoted, isAfterQuote, isAfterReturn) = (false, false, false)

  init(
    _ source: any ByteSource, name: String, column: String, invalidUTF8: InvalidUTF8Policy
  ) {
    chunks = CheckedChunks(source, name: name, invalidUTF8: invalidUTF8)
    file = name
    self.column = Array(column.utf8)
  }

  var warnings: [String] { chunks.warnings }
  var replaced: Int { chunks.check.replaced }

  mutating func next() throws -> [UInt8]? {
    if layout == nil, try !readNames() { return nil }
    while true {
      while position < chunk.count {
        let byte = chunk[position]
        position += 1
        if try pass(byte), let text = try endRow() { return text }
      }
      guard let next = try chunks.next() else { return try finish() }
      (chunk, position) = (next, 0)
    }
  }

  /// Takes a byte; returns whether a row ends with it.
  private mutating func pass(_ byte: UInt8) throws -> Bool {
    if byte == ASCII.lineFeed || byte == ASCII.carriageReturn {
      let isPair = byte == ASCII.lineFeed && isAfterReturn
      isAfterReturn = byte == ASCII.carriageReturn
      if !isPair { line += 1 }
      characters = 0
      if isQuoted {
        try keep(byte)
        return false
      }
      return !isPair
    }
    isAfterReturn = false
    isEmpty = false
    if byte & 0xC0 != 0x80 { characters += 1 }
    if isQuoted {
      if byte == Self.quote { (isQuoted, isAfterQuote) = (false, true) } else { try keep(byte) }
    } else if byte == layout?.separator {
      endField()
      if number == layout?.names { surplus = (line, characters + 1) }
    } else if byte == Self.quote, isAfterQuote {
      try keep(byte)
      (isQuoted, isAfterQuote) = (true, false)
    } else if byte == Self.quote, field.isEmpty {
      isQuoted = true
      quoteLine = line
    } else {
      isAfterQuote = false
      try keep(byte)
    }
    return false
  }

  private mutating func keep(_ byte: UInt8) throws {
    guard field.count < Self.longest else {
      throw error(
        isQuoted
          ? "a quote is opened here and not closed within \(Self.longest) bytes"
          : "a field is longer than \(Self.longest) bytes", isQuoted ? quoteLine : line)
    }
    field.append(byte)
  }

  private mutating func endField() {
    if number == layout?.index { text = field }
    field.removeAll(keepingCapacity: true)
    isAfterQuote = false
    number += 1
  }

  /// Ends a row; returns its text, or nil if it is blank.
  private mutating func endRow() throws -> [UInt8]? {
    defer {
      (number, text, isEmpty, start) = (0, nil, true, line)
      surplus = nil
    }
    guard !isEmpty else { return nil }
    endField()
    if let surplus {
      throw error(
        wrongCount + ", so that a text may be cut off (fields with separators in them need quotes)",
        surplus.line, surplus.column)
    }
    guard let text else { throw error(wrongCount, start) }
    return text
  }

  /// The number of columns of the row and of the header.
  private var wrongCount: String {
    let names = layout?.names ?? 0
    return "\(number) \(number == 1 ? "column" : "columns") where \(names) "
      + (names == 1 ? "has a name" : "have names")
  }

  private mutating func finish() throws -> [UInt8]? {
    if isQuoted { throw error("a quote is opened here and never closed", quoteLine) }
    return try endRow()
  }

  // MARK: Names

  /// Reads the header row; returns whether there is one.
  private mutating func readNames() throws -> Bool {
    var names: [UInt8] = []
    var isInQuotes = false
    rows: while true {
      while position < chunk.count {
        let byte = chunk[position]
        if byte == Self.quote { isInQuotes.toggle() }
        let isEnd = byte == ASCII.lineFeed || byte == ASCII.carriageReturn
        if isEnd, !isInQuotes, !names.isEmpty { break rows }
        position += 1
        if byte == ASCII.lineFeed { line += 1 }
        if !isEnd || isInQuotes { names.append(byte) }
        guard names.count <= Self.longest else { throw error("the header row does not end", 1) }
      }
      guard let next = try chunks.next() else { break }
      (chunk, position) = (next, 0)
    }
    guard !names.isEmpty else { return false }
    guard let separator = Self.separator(of: names, column: column) else {
      let isRepaired = String(decoding: names, as: UTF8.self).unicodeScalars.contains("\u{FFFD}")
      if isRepaired, let invalid = chunks.invalid { throw invalid }
      let best = Self.separators.max { Self.split(names, $0).count < Self.split(names, $1).count }
      let known = Self.split(names, best ?? Self.separators[0])
      let shown = known.prefix(5).map { "\"\(String(decoding: $0, as: UTF8.self))\"" }
      throw error(
        "no column \"\(String(decoding: column, as: UTF8.self))\"; it has "
          + shown.joined(separator: ", ") + (known.count > 5 ? " and \(known.count - 5) more" : ""),
        line)
    }
    let all = Self.split(names, separator)
    let count = all.count { $0 == column }
    guard count == 1 else {
      let shown = String(decoding: column, as: UTF8.self)
      throw error("\(count) columns are named \"\(shown)\"", line)
    }
    layout = (separator, all.firstIndex(of: column) ?? 0, all.count)
    // The line end of the header row is still to be read, and will end an empty row.
    start = line
    return true
  }

  /// Returns the separator with which a header row contains a column; nil if there is none.
  static func separator(of names: [UInt8], column: [UInt8]) -> UInt8? {
    separators.first { split(names, $0).contains(column) }
  }

  private static func split(_ names: [UInt8], _ separator: UInt8) -> [[UInt8]] {
    var (fields, field, isQuoted): ([[UInt8]], [UInt8], Bool) = ([], [], false)
    for byte in names {
      if byte == quote {
        isQuoted.toggle()
      } else if byte == separator, !isQuoted {
        fields.append(field)
        field = []
      } else {
        field.append(byte)
      }
    }
    return fields + [field]
  }

  private func error(_ problem: String, _ line: Int, _ column: Int? = nil) -> CorpusError {
    .badRow(file: file, line: line, column: column, problem: problem)
  }
}
