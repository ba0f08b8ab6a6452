/// Splits a file into documents that are lines after a label and a tab, chunk by chunk.
struct LabeledLineSplitter {
  /// The maximum number of bytes of a label, so that a file without tabs is not kept in memory.
  static let longestLabel = 1000

  private let file: String
  /// The number of the line, from 1.
  private var line = 1
  /// The label of the line, as far as it has been read.
  private var label: [UInt8] = []
  private var isInText = false
  private var isOpen = false
  /// The statistics of all labels and tabs, which are not text.
  private(set) var labels: TextCheck

  init(file: String) {
    self.file = file
    labels = TextCheck(file: file, handling: .pass)
  }

  /// Splits the next chunk, whose end is not between CR and LF.
  ///
  /// - Throws: ``CorpusError/noCondition(file:line:reason:)``.
  mutating func split(_ chunk: [UInt8]) throws -> [DocumentSplitter.Segment] {
    var segments: [DocumentSplitter.Segment] = []
    var index = 0
    while index < chunk.count {
      if isInText {
        var end = index
        while end < chunk.count, chunk[end] != ASCII.lineFeed { end += 1 }
        let isEnded = end < chunk.count
        let hasReturn = isEnded && end > index && chunk[end - 1] == ASCII.carriageReturn
        let range = index..<(hasReturn ? end - 1 : end)
        if !range.isEmpty {
          segments.append(
            DocumentSplitter.Segment(
              range: range, startsDocument: !isOpen, condition: isOpen ? nil : label,
              labelCharacters: labels.characters))
          isOpen = true
        }
        if isEnded { endLine() }
        index = end + 1
      } else {
        try readLabel(chunk, &index)
      }
    }
    return segments
  }

  private mutating func readLabel(_ chunk: [UInt8], _ index: inout Int) throws {
    var end = index
    while end < chunk.count, chunk[end] != ASCII.tab, chunk[end] != ASCII.lineFeed { end += 1 }
    let room = Self.longestLabel - label.count
    label += chunk[index..<end].prefix(room)
    guard end - index <= room else {
      throw error("has no tab within \(Self.longestLabel) bytes\(returnsNote)")
    }
    index = end + 1
    guard end < chunk.count else { return }
    if chunk[end] == ASCII.tab {
      var counted = label + [ASCII.tab]
      if line == 1, label.starts(with: UTF8Sequence.byteOrderMark) {
        label.removeFirst(UTF8Sequence.byteOrderMark.count)
      }
      guard !label.isEmpty else { throw error("has nothing before its tab") }
      guard String(validating: label, as: UTF8.self) != nil else {
        throw error("has a label that is not valid UTF-8")
      }
      try labels.check(&counted)
      isInText = true
    } else {
      try finish()
      endLine()
    }
  }

  private mutating func endLine() {
    label.removeAll(keepingCapacity: true)
    (isInText, isOpen) = (false, false)
    line += 1
  }

  /// Checks a line that ends without a tab; it may only be empty.
  ///
  /// - Throws: ``CorpusError/noCondition(file:line:reason:)``.
  func finish() throws {
    guard isInText || label.isEmpty || label == [ASCII.carriageReturn] else {
      throw error("has no tab after a label\(returnsNote)")
    }
  }

  /// A note on what has been read of a line without a tab, if its lines seem to end with CR.
  private var returnsNote: String {
    label.dropLast().contains(ASCII.carriageReturn)
      ? " but CR inside; if CR ends the lines, give `line_ends` lf" : ""
  }

  private func error(_ reason: String) -> CorpusError {
    .noCondition(file: file, line: line, reason: reason)
  }
}
