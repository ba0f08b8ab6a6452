/// Reads a file of JSON Lines as passages, each with the texts of many records.
///
/// The text of a record is treated like a file of its own. Its bytes, characters and words are what
/// statistics count; the JSON around them is not text.
struct RecordReader {
  private let name: String
  private let configuration: TextConfiguration
  private let passageSize: Int
  private var reader: JSONLinesReader
  private(set) var statistics = CorpusStatistics()

  init(
    _ source: any ByteSource, name: String, field: String, _ configuration: TextConfiguration,
    invalidUTF8: InvalidUTF8Policy, passageSize: Int
  ) {
    self.name = name
    self.configuration = configuration
    self.passageSize = passageSize
    reader = JSONLinesReader(
      source, name: name == "-" ? "standard input" : name, field: field, invalidUTF8: invalidUTF8)
  }

  /// What a user should be told about the file, complete when its end was read.
  var warnings: [String] { reader.warnings }

  /// Reads the next passage.
  ///
  /// - Parameter before: Characters of all files before this one.
  /// - Returns: The passage; nil at the end.
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
    let before = before + statistics.characters
    count(check)
    if configuration.stripsByteOrderMark, text.starts(with: UTF8Sequence.byteOrderMark) {
      text.removeFirst(UTF8Sequence.byteOrderMark.count)
    }
    let pairs = configuration.lineEnds.apply(to: &text)
    var splitter = try DocumentSplitter(configuration, file: name)
    let (split, segments) = try splitter.split(text)
    var record = Passage(text: split, segments: segments)
    record.mark(
      TextRuler(text, pairs: pairs, isRaw: false, end: check.characters), before: before,
      startsFile: true, isRaw: false)
    try splitter.finish()
    if let labels = splitter.labels { statistics.subtract(labels) }
    let start = passage.text.count
    passage.text += split
    passage.segments += record.segments.map {
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
