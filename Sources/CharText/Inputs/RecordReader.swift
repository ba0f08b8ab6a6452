/// Reads a file of records as passages, each with the texts of many records.
///
/// The text of a record is treated like a file of its own. Its bytes, characters and words are what
/// statistics count; what stands around them is not text.
struct RecordReader {
  private let name: String
  private let configuration: TextConfiguration
  private let passageSize: Int
  private var reader: any TextRecords
  private(set) var statistics = CorpusStatistics()

  init(
    _ reader: any TextRecords, name: String, _ configuration: TextConfiguration, passageSize: Int
  ) {
    self.reader = reader
    self.name = name
    self.configuration = configuration
    self.passageSize = passageSize
  }

  /// What a user should be told about the file, complete when its end was read.
  var warnings: [String] { reader.warnings }

  /// The next passage, or nil at the end.
  ///
  /// - Throws: ``CorpusError``.
  mutating func next() throws -> Passage? {
    var passage = Passage(text: [], segments: [])
    var hasMore = false
    while passage.text.count < passageSize, let text = try reader.next() {
      hasMore = true
      try add(text, to: &passage)
    }
    statistics.replacedSequences = reader.replaced
    return hasMore ? passage : nil
  }

  private mutating func add(_ record: [UInt8], to passage: inout Passage) throws {
    guard !record.isEmpty else { return }
    var text = record
    var check = TextCheck(file: name, handling: .fail)
    try check.check(&text)
    count(check)
    if configuration.stripsByteOrderMark, text.starts(with: UTF8Sequence.byteOrderMark) {
      text.removeFirst(UTF8Sequence.byteOrderMark.count)
    }
    configuration.lineEnds.apply(to: &text)
    var splitter = try DocumentSplitter(configuration, file: name)
    append(try splitter.split(text), to: &passage)
    append(try splitter.finish(), to: &passage)
    if let labels = splitter.labels { statistics.subtract(labels) }
  }

  private func append(
    _ part: (text: [UInt8], segments: [DocumentSplitter.Segment]), to passage: inout Passage
  ) {
    let start = passage.text.count
    passage.text += part.text
    passage.segments += part.segments.map {
      let range = start + $0.range.lowerBound..<start + $0.range.upperBound
      return DocumentSplitter.Segment(
        range: range, startsDocument: $0.startsDocument, condition: $0.condition)
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
