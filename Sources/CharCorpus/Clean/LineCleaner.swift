internal import CharText

/// Assembles cleaned text line by line: trims trailing spaces and drops repeated lines and
/// documents. Dropped text is removed by truncating the output, so no line has to be held in
/// memory.
struct LineCleaner {
  private let cleaning: Cleaning
  private var lines = SeenHashes()
  private var documents = SeenHashes()

  private var writer: (any CleaningOutput)?
  /// The position in the source of the bytes being written.
  var place = CorpusReport.Place(file: "", line: 1, offset: 0)

  // The line that is being written.
  private var lineStart = 0
  /// The end of the last character that is not a space, and the same before the last carriage
  /// return.
  private var (solidEnd, solidEndBeforeReturn) = (0, 0)
  private var endsWithReturn = false
  private var hasText = false
  /// The line's characters, with and without its trailing spaces and returns.
  private var (length, solidLength) = (0, 0)
  private var hash = StreamHash()
  /// The hash without the trailing spaces and returns.
  private var solidHash: StreamHash?

  // The document that is being written.
  private var documentStart: Int?
  private var documentHash = StreamHash()
  private var documentPlace = CorpusReport.Place(file: "", line: 1, offset: 0)
  private var skipsBlankLines = false

  init(_ cleaning: Cleaning) { self.cleaning = cleaning }

  /// True if some hashes could not be remembered.
  var isFull: Bool { lines.isFull || documents.isFull }

  mutating func begin(_ writer: any CleaningOutput) {
    self.writer = writer
    documentHash = StreamHash()
    documentStart = nil
    skipsBlankLines = false
    startLine()
  }

  /// Appends text, which must end with a whole character.
  mutating func append(_ bytes: [UInt8], _ range: Range<Int>, _ log: inout CleaningLog) throws {
    var index = range.lowerBound
    while index < range.upperBound {
      let start = index
      while index < range.upperBound, bytes[index] != ASCII.lineFeed { index += 1 }
      try appendPart(bytes, start..<index)
      guard index < range.upperBound else { return }
      try endLine(hasLineFeed: true, &log)
      index += 1
    }
  }

  private mutating func appendPart(_ bytes: [UInt8], _ range: Range<Int>) throws {
    guard let writer else { return }
    let base = writer.position - range.lowerBound
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      let length =
        byte < 0x80 ? 1 : UTF8Sequence(bytes, at: index, end: range.upperBound).length
      let isReturn = byte == ASCII.carriageReturn
      let isSpace = Self.isSpace(bytes, index, length)
      if isReturn || (isSpace && cleaning.trimsTrailingSpace) {
        if solidHash == nil { solidHash = hash }
      } else {
        solidHash = nil
      }
      self.length += 1
      if !isSpace && !isReturn {
        hasText = true
        solidLength = self.length
      }
      for byte in bytes[index..<index + length] { hash.add(byte) }
      index += length
      if isReturn { solidEndBeforeReturn = solidEnd }
      if !isSpace { solidEnd = base + index }
      endsWithReturn = isReturn
    }
    try writer.append(bytes, range)
  }

  @inline(__always)
  private static func isSpace(_ bytes: [UInt8], _ index: Int, _ length: Int) -> Bool {
    let byte = bytes[index]
    if byte < 0x80 { return byte == ASCII.space || byte == ASCII.tab }
    guard length == 3 || byte == 0xC2 else { return false }
    switch UTF8Sequence(bytes, at: index, end: index + length).scalar {
    case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: return true
    default: return false
    }
  }

  private mutating func startLine() {
    lineStart = writer?.position ?? 0
    (solidEnd, solidEndBeforeReturn) = (lineStart, lineStart)
    (endsWithReturn, hasText) = (false, false)
    (length, solidLength) = (0, 0)
    hash = StreamHash()
    solidHash = nil
  }

  private mutating func endLine(hasLineFeed: Bool, _ log: inout CleaningLog) throws {
    guard let writer else { return }
    defer { startLine() }
    try trim(writer, hasLineFeed: hasLineFeed, &log)
    let key = (solidHash ?? hash).value
    if hasText, dropsLine(key) {
      try writer.truncate(to: lineStart)
      let isLine = cleaning.dropsRepeatedLines
      log.add(isLine ? .droppedLine : .droppedDocument, place)
      return
    }
    guard cleaning.dropsRepeatedDocuments, cleaning.boundary != .line else {
      if hasLineFeed { try writer.append(ASCII.lineFeed) }
      return
    }
    if cleaning.boundary == .file || hasText {
      if documentStart == nil {
        documentStart = lineStart
        documentPlace = place
      }
      documentHash.add(key)
      skipsBlankLines = false
      if hasLineFeed { try writer.append(ASCII.lineFeed) }
      return
    }
    // A blank line ends a paragraph; if the paragraph is dropped, so are the blank lines after it.
    if try endParagraph(at: lineStart, &log) { skipsBlankLines = true }
    if skipsBlankLines {
      try writer.truncate(to: min(lineStart, writer.position))
    } else if hasLineFeed {
      try writer.append(ASCII.lineFeed)
    }
  }

  private mutating func dropsLine(_ key: UInt64) -> Bool {
    let areDocuments = cleaning.dropsRepeatedDocuments && cleaning.boundary == .line
    let isLine = cleaning.dropsRepeatedLines && solidLength >= cleaning.shortestRepeatedLine
    return (isLine || areDocuments) && !lines.insert(key)
  }

  private func trim(
    _ writer: any CleaningOutput, hasLineFeed: Bool, _ log: inout CleaningLog
  ) throws {
    guard cleaning.trimsTrailingSpace else { return }
    if hasLineFeed, endsWithReturn {
      guard solidEndBeforeReturn < writer.position - 1 else { return }
      try writer.truncate(to: solidEndBeforeReturn)
      try writer.append(ASCII.carriageReturn)
    } else {
      guard solidEnd < writer.position else { return }
      try writer.truncate(to: solidEnd)
    }
    log.add(.trimmedLine, place)
  }

  /// Ends the open paragraph and drops it if it is a repeat.
  ///
  /// - Returns: Whether the paragraph was dropped.
  private mutating func endParagraph(at end: Int, _ log: inout CleaningLog) throws -> Bool {
    guard let start = documentStart, let writer else { return false }
    documentStart = nil
    defer { documentHash = StreamHash() }
    guard !documents.insert(documentHash.value) else { return false }
    try writer.truncate(to: start)
    lineStart = start
    log.add(.droppedDocument, documentPlace)
    return true
  }

  /// Ends the file.
  ///
  /// - Returns: Whether to keep the file: false if it is a repeated document or empty.
  mutating func end(_ log: inout CleaningLog) throws -> Bool {
    guard let writer else { return false }
    if writer.position > lineStart { try endLine(hasLineFeed: false, &log) }
    if cleaning.dropsRepeatedDocuments, documentStart != nil {
      if cleaning.boundary == .paragraph {
        _ = try endParagraph(at: writer.position, &log)
      } else if !documents.insert(documentHash.value) {
        log.add(.droppedDocument, documentPlace)
        return false
      }
    }
    return writer.position > 0
  }
}
