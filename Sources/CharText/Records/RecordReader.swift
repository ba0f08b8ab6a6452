/// Reads a file of records as passages, each with the texts of many records.
///
/// The text of a record is treated like a separate file. Statistics count its bytes, characters and
/// words, not the syntax around it.
struct RecordReader {
  private let name: String
  private let configuration: TextConfiguration
  private let passageSize: Int
  private var reader: any TextRecords
  private(set) var statistics = CorpusStatistics()
  /// The number of delimiter lines in texts.
  private(set) var delimiters = DelimiterCount()

  init(
    _ reader: any TextRecords, name: String, _ configuration: TextConfiguration, passageSize: Int
  ) {
    self.reader = reader
    self.name = name
    self.configuration = configuration
    self.passageSize = passageSize
  }

  /// Warnings about the file, complete after reading to the end.
  var warnings: [String] { reader.warnings }

  /// Reads the next passage.
  ///
  /// - Parameter before: The number of characters of all earlier files.
  /// - Returns: The passage, or nil at the end.
  /// - Throws: ``CorpusError``.
  mutating func next(after before: Int) throws -> Passage? {
    var passage = Passage(text: [], segments: [])
    var hasMore = false
    while passage.text.count < passageSize, let text = try reader.next() {
      hasMore = true
      try add(text, to: &passage, after: before)
    }
    statistics.replacedSequences = reader.replaced
    return hasMore ? passage : nil
  }

  private mutating func add(
    _ record: [UInt8], to passage: inout Passage, after before: Int
  ) throws {
    guard !record.isEmpty else { return }
    var text = record
    var check = TextCheck(file: name, handling: .fail)
    try check.check(&text)
    if configuration.dropsByteOrderMarkOfFiles, text.starts(with: UTF8Sequence.byteOrderMark) {
      text.removeFirst(UTF8Sequence.byteOrderMark.count)
      check.leaveOutByteOrderMark()
    }
    let before = before + statistics.characters
    count(check)
    let pairs = configuration.lineEnds.apply(to: &text)
    var splitter = try DocumentSplitter(configuration, file: name)
    let (split, segments) = try splitter.split(text)
    var record = Passage(text: split, segments: segments)
    record.mark(
      TextRuler(text, pairs: pairs, isRaw: false, end: check.characters), before: before,
      startsFile: true, isRaw: false)
    append(record, to: &passage)
    let (kept, last) = try splitter.finish()
    var rest = Passage(text: kept, segments: last)
    rest.mark(
      TextRuler(kept, pairs: [], isRaw: false, end: check.characters), before: before,
      startsFile: segments.isEmpty, isRaw: false)
    append(rest, to: &passage)
    delimiters.add(splitter.delimiters)
    if let labels = splitter.labels { statistics.subtract(labels) }
  }

  private func append(_ part: Passage, to passage: inout Passage) {
    let start = passage.text.count
    passage.text += part.text
    passage.segments += part.segments.map {
      var segment = $0
      segment.range = start + $0.range.lowerBound..<start + $0.range.upperBound
      return segment
    }
  }

  private mutating func count(_ check: TextCheck) {
    if statistics.inputs.isEmpty {
      statistics.inputs = [CorpusStatistics.Input(name: name, bytes: 0)]
    }
    statistics.inputs[0].bytes += check.bytes
    statistics.bytes += check.bytes
    statistics.characters += check.characters
    statistics.words += check.words
    statistics.zeroBytes += check.zeroBytes
  }
}
