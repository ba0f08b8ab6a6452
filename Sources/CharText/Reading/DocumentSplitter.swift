/// Splits a file into documents, chunk by chunk.
struct DocumentSplitter {
  /// A part of a document's text.
  struct Segment {
    var range: Range<Int>
    var startsDocument: Bool
    /// The condition of the document, if the segment starts it and it has one.
    var condition: [UInt8]?
    /// Its position in the chunk; nil if it equals the position in the text.
    var origin: Int?
    /// The number of label characters before it in the file, which are not text.
    var labelCharacters = 0
    /// The number of characters of the text as read before it.
    var characters = 0
  }

  private let boundary: DocumentBoundary
  /// The condition of all documents of the file, if they share one.
  private let condition: [UInt8]?
  /// The splitter for lines that have a label each.
  private var labeled: LabeledLineSplitter?
  private var isOpen = false
  private var segments: [Segment] = []

  // For paragraphs: line ends and white space that may or may not belong to a document.
  private var output: [UInt8] = []
  private var held: [UInt8] = []
  private var heldLines = 0
  private var isBlankSoFar = true

  // For delimiters: the current line, as long as it may be the delimiter.
  private let delimiter: [UInt8]?
  private var candidate: [UInt8]? = []
  /// The number of lines that are the delimiter, or would be without trailing white space.
  private(set) var delimiters = DelimiterCount()

  /// Starts a file.
  ///
  /// - Throws: ``CorpusError/noCondition(file:line:reason:)``.
  init(_ configuration: TextConfiguration, file: String) throws(CorpusError) {
    boundary = configuration.boundary
    delimiter = configuration.delimiter.map { Array($0.utf8) }
    condition = try configuration.condition?.name(ofFile: file)
    if configuration.condition == .tab {
      labeled = LabeledLineSplitter(file: FileSource.title(of: file))
    }
  }

  /// The statistics of line labels, which are not text.
  var labels: TextCheck? { labeled?.labels }

  /// Splits the next chunk, whose end is not between CR and LF.
  ///
  /// - Returns: The segments of documents in the chunk, as ranges of `text`.
  /// - Throws: ``CorpusError/noCondition(file:line:reason:)``.
  mutating func split(_ chunk: [UInt8]) throws -> (text: [UInt8], segments: [Segment]) {
    if let segments = try labeled?.split(chunk) { return (chunk, segments) }
    segments.removeAll(keepingCapacity: true)
    if let delimiter {
      splitDelimited(chunk, delimiter)
      return (output, segments)
    }
    switch boundary {
    case .file: add(0..<chunk.count)
    case .line: splitLines(chunk)
    case .paragraph:
      splitParagraphs(chunk)
      return (output, segments)
    }
    return (chunk, segments)
  }

  /// Ends the file.
  ///
  /// - Returns: The text held back so far.
  /// - Throws: ``CorpusError/noCondition(file:line:reason:)``.
  mutating func finish() throws -> (text: [UInt8], segments: [Segment]) {
    try labeled?.finish()
    segments.removeAll()
    if let delimiter, candidate == delimiter { delimiters.lines += 1 }
    guard let delimiter, let candidate, !candidate.isEmpty, candidate != delimiter else {
      return ([], [])
    }
    output = held + candidate
    add(0..<output.count)
    return (output, segments)
  }

  private mutating func add(_ range: Range<Int>, origin: Int? = nil) {
    guard !range.isEmpty else { return }
    segments.append(
      Segment(
        range: range, startsDocument: !isOpen, condition: isOpen ? nil : condition, origin: origin))
    isOpen = true
  }

  private mutating func splitLines(_ chunk: [UInt8]) {
    var start = 0
    while start < chunk.count {
      var end = start
      while end < chunk.count, chunk[end] != ASCII.lineFeed { end += 1 }
      let isEnded = end < chunk.count
      let hasReturn = isEnded && end > start && chunk[end - 1] == ASCII.carriageReturn
      add(start..<(hasReturn ? end - 1 : end))
      if isEnded { isOpen = false }
      start = end + 1
    }
  }

  /// Splits at delimiter lines; the line end before a delimiter and at the end of the file does not
  /// belong to the document.
  private mutating func splitDelimited(_ chunk: [UInt8], _ delimiter: [UInt8]) {
    output.removeAll(keepingCapacity: true)
    var (segmentStart, origin) = (0, 0)
    var index = 0
    while index < chunk.count {
      let place = index
      let end = chunk[index...].firstIndex(of: ASCII.lineFeed) ?? chunk.count
      let isEnded = end < chunk.count
      let hasReturn = isEnded && end > index && chunk[end - 1] == ASCII.carriageReturn
      let part = chunk[index..<(hasReturn ? end - 1 : end)]
      index = end + 1
      if let start = candidate {
        let line = start + part
        if isEnded, line == delimiter {
          delimiters.lines += 1
          add(segmentStart..<output.count, origin: origin)
          segmentStart = output.count
          isOpen = false
          held.removeAll(keepingCapacity: true)
          candidate = []
          continue
        }
        if !isEnded, delimiter.starts(with: line) {
          candidate = line
          continue
        }
        delimiters.note(line, delimiter)
        if output.count == segmentStart { origin = place - start.count - held.count }
        output += held + line
        held.removeAll(keepingCapacity: true)
        candidate = nil
      } else {
        if output.count == segmentStart { origin = place }
        output += part
      }
      guard isEnded else { continue }
      held = hasReturn ? [ASCII.carriageReturn, ASCII.lineFeed] : [ASCII.lineFeed]
      candidate = []
    }
    add(segmentStart..<output.count, origin: origin)
  }

  private mutating func splitParagraphs(_ chunk: [UInt8]) {
    output.removeAll(keepingCapacity: true)
    var (segmentStart, origin) = (0, 0)
    var index = 0
    while index < chunk.count {
      if isBlankSoFar {
        if let length = Self.lineEnd(chunk, at: index) {
          endBlankLine(chunk[index..<index + length])
          index += length
          continue
        }
        if chunk[index] == ASCII.space || chunk[index] == ASCII.tab {
          held.append(chunk[index])
          index += 1
          continue
        }
        if heldLines > 1 {
          add(segmentStart..<output.count, origin: origin)
          segmentStart = output.count
          isOpen = false
        }
        if output.count == segmentStart { origin = index - held.count }
        output += held
        held.removeAll(keepingCapacity: true)
        heldLines = 0
        isBlankSoFar = false
      }
      let start = index
      while index < chunk.count, Self.lineEnd(chunk, at: index) == nil { index += 1 }
      output += chunk[start..<index]
      if index < chunk.count { isBlankSoFar = true }
    }
    add(segmentStart..<output.count, origin: origin)
  }

  /// Ends a line of text or a blank line; white space on the latter is dropped.
  private mutating func endBlankLine(_ lineEnd: ArraySlice<UInt8>) {
    heldLines += 1
    if heldLines == 1, isOpen || !output.isEmpty {
      held += lineEnd
    } else {
      held.removeAll(keepingCapacity: true)
    }
  }

  /// Returns the length of the line end at an index, or nil.
  private static func lineEnd(_ chunk: [UInt8], at index: Int) -> Int? {
    if chunk[index] == ASCII.lineFeed { return 1 }
    guard chunk[index] == ASCII.carriageReturn, index + 1 < chunk.count else { return nil }
    return chunk[index + 1] == ASCII.lineFeed ? 2 : nil
  }
}
