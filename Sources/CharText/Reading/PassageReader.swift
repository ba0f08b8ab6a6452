/// Reads the files of a corpus, one after another, as passages.
///
/// Sequential work, such as counting lines and continuing documents, is done here; the rest of
/// tokenization can run in parallel.
struct PassageReader {
  /// The input: files, or bytes in memory.
  enum Input: Sendable {
    case files([CorpusFiles.File], warnings: [String])
    case bytes([UInt8], name: String)
  }

  private let configuration: TextConfiguration
  private let selection: CorpusSelection
  private let invalidUTF8: InvalidUTF8Policy
  private let chunkSize: Int
  private let longestChunk: Int
  private var files: ArraySlice<CorpusFiles.File> = []
  private var memory: (bytes: [UInt8], name: String)?
  private var current: OpenInput?
  /// The files opened so far.
  private var read: [String] = []
  private(set) var statistics = CorpusStatistics()
  private var told: [String] = []
  /// True if any file contains records.
  private var hasRecords = false
  /// The number of files with replaced bytes.
  private var repairedFiles = 0
  /// The number of delimiter lines.
  private var delimiters = DelimiterCount()
  /// The number of U+FEFF inside texts, and the files that contain them.
  private var (marks, markedFiles) = (0, [String]())

  /// Warnings, complete after reading to the end.
  var warnings: [String] {
    let repairs = InvalidUTF8Policy.warning(
      replaced: statistics.replacedSequences, files: repairedFiles)
    let marked = TextCheck.warning(byteOrderMarks: marks, in: markedFiles)
    return told + [repairs, delimiterWarning, marked].compactMap { $0 }
  }

  /// A warning if no line is the delimiter.
  private var delimiterWarning: String? {
    guard let delimiter = configuration.delimiter, !statistics.inputs.isEmpty else { return nil }
    let names = statistics.inputs.map { FileSource.title(of: $0.name) }
    return delimiters.warning(delimiter, names: names)
  }

  /// The file being read.
  private enum OpenInput {
    case text(OpenText)
    case records(RecordReader)
  }

  private struct OpenText {
    let name: String
    var reader: ChunkReader
    var check: TextCheck
    var splitter: DocumentSplitter
    var isAtStart = true
    /// True if a document has started.
    var hasText = false
  }

  init(
    _ input: Input, _ configuration: TextConfiguration,
    selection: CorpusSelection = CorpusSelection(), invalidUTF8: InvalidUTF8Policy, chunkSize: Int,
    longestChunk: Int = CorpusReader.longestChunk
  ) {
    self.longestChunk = longestChunk
    self.configuration = configuration
    self.selection = selection
    self.invalidUTF8 = invalidUTF8
    self.chunkSize = chunkSize
    switch input {
    case .files(let found, let warnings): (files, told) = (found[...], warnings)
    case .bytes(let bytes, let name): memory = (bytes, name)
    }
  }

  /// Returns the next passage, or nil at the end.
  ///
  /// - Throws: ``CorpusError``.
  mutating func next() throws -> Passage? {
    while true {
      if current == nil, try !open() {
        try checkField()
        return nil
      }
      // A second owner would cause a copy.
      let input = current
      current = nil
      switch input {
      case .text(var file):
        guard let chunk = try file.reader.next() else {
          if let passage = try close(file) { return passage }
          continue
        }
        let passage = try split(chunk, &file)
        current = .text(file)
        if !passage.segments.isEmpty { return passage }
      case .records(var file):
        guard let passage = try file.next(after: statistics.characters) else {
          close(file)
          continue
        }
        current = .records(file)
        statistics.documents += passage.segments.count { $0.startsDocument }
        if !passage.segments.isEmpty { return passage }
      case nil: return nil
      }
    }
  }

  /// Opens the next file; returns whether there was one.
  private mutating func open() throws -> Bool {
    var (source, name): (any ByteSource, String)
    if let (bytes, title) = memory {
      (source, name) = (MemorySource(bytes), title)
      memory = nil
    } else if let file = files.popFirst() {
      source = try TextSource(
        file.path, encoding: selection.encoding, invalid: invalidUTF8,
        takesAnything: configuration.takesAnyBytes)
      name = file.path
      read.append(name)
    } else {
      return false
    }
    let title = FileSource.title(of: name)
    if let format = try RecordFormat.of(name, field: selection.field, &source) {
      hasRecords = true
      let records = format.reader(
        source, name: title, field: selection.field ?? CorpusSelection.defaultField,
        invalidUTF8: invalidUTF8)
      current = .records(
        RecordReader(records, name: name, configuration, passageSize: chunkSize))
      return true
    }
    let isRaw = configuration.takesAnyBytes
    let text = OpenText(
      name: name,
      reader: ChunkReader(
        source, chunkSize: chunkSize, isRaw: isRaw, name: title, longest: longestChunk),
      check: TextCheck(
        file: title,
        handling: isRaw ? .pass : invalidUTF8 == .replace ? .replace : .fail),
      splitter: try DocumentSplitter(configuration, file: name))
    current = .text(text)
    return true
  }

  /// Throws if a field was given but no file contains records.
  private func checkField() throws {
    guard let field = selection.field, !hasRecords, !read.isEmpty else { return }
    throw CorpusError.unusedField(field, names: read)
  }

  private mutating func split(_ chunk: [UInt8], _ file: inout OpenText) throws -> Passage {
    var chunk = chunk
    try file.check.check(&chunk)
    if file.isAtStart, configuration.dropsByteOrderMarkOfFiles,
      chunk.starts(with: UTF8Sequence.byteOrderMark)
    {
      chunk.removeFirst(UTF8Sequence.byteOrderMark.count)
      file.check.leaveOutByteOrderMark()
    }
    file.isAtStart = false
    let pairs = configuration.lineEnds.apply(to: &chunk)
    let (text, segments) = try file.splitter.split(chunk)
    statistics.documents += segments.count { $0.startsDocument }
    var passage = Passage(text: text, segments: segments)
    let isRaw = configuration.takesAnyBytes
    passage.mark(
      TextRuler(chunk, pairs: pairs, isRaw: isRaw, end: file.check.characters),
      before: statistics.characters, startsFile: !file.hasText, isRaw: isRaw)
    file.hasText = file.hasText || !segments.isEmpty
    return passage
  }

  private mutating func close(_ file: RecordReader) {
    told += file.warnings
    guard let input = file.statistics.inputs.first else { return }
    statistics.inputs.append(input)
    delimiters.add(file.delimiters)
    statistics.bytes += file.statistics.bytes
    statistics.characters += file.statistics.characters
    statistics.words += file.statistics.words
    countRepairs(file.statistics.replacedSequences)
    statistics.zeroBytes += file.statistics.zeroBytes
  }

  /// Ends a file; returns the text held back.
  private mutating func close(_ file: OpenText) throws -> Passage? {
    var file = file
    let (text, segments) = try file.splitter.finish()
    statistics.documents += segments.count { $0.startsDocument }
    told += file.reader.warnings
    let check = file.check
    guard check.bytes > 0 else { return nil }
    let isRaw = configuration.takesAnyBytes
    var passage = Passage(text: text, segments: segments)
    passage.mark(
      TextRuler(text, pairs: [], isRaw: isRaw, end: check.characters),
      before: statistics.characters, startsFile: !file.hasText, isRaw: isRaw)
    statistics.inputs.append(CorpusStatistics.Input(name: file.name, bytes: check.bytes))
    statistics.bytes += check.bytes
    statistics.characters += check.characters
    statistics.words += check.words
    countRepairs(check.replaced)
    statistics.zeroBytes += check.zeroBytes
    delimiters.add(file.splitter.delimiters)
    if check.byteOrderMarks > 0, !isRaw {
      marks += check.byteOrderMarks
      markedFiles.append(FileSource.title(of: file.name))
    }
    if let labels = file.splitter.labels { statistics.subtract(labels) }
    if let warning = check.warning { told.append(warning) }
    if configuration.lineEnds == .keep, let warning = check.returnsWarning { told.append(warning) }
    return segments.isEmpty ? nil : passage
  }

  private mutating func countRepairs(_ replaced: Int) {
    statistics.replacedSequences += replaced
    if replaced > 0 { repairedFiles += 1 }
  }
}
