/// Encodes the lines of labeled files as tokens and targets.
struct LabeledEncoder<Sink: TokenSink> {
  private let configuration: TextConfiguration
  private let format: LabeledFormat
  private var sink: Sink
  private var targets: [Int32] = []
  private(set) var labels: LabelIndex
  private(set) var statistics = LabeledStatistics()
  var warnings: [String] = []
  private var isInside = false

  init(
    _ configuration: TextConfiguration, format: LabeledFormat, labels: LabelIndex, sink: Sink
  ) {
    self.configuration = configuration
    self.format = format
    self.labels = labels
    self.sink = sink
  }

  /// Returns the sink and the targets and gives up ownership, which avoids copies.
  mutating func take(replacement: Sink) -> (sink: Sink, targets: [Int32]) {
    var (taken, list): (Sink, [Int32]) = (replacement, [])
    swap(&taken, &sink)
    swap(&list, &targets)
    return (taken, list)
  }

  /// Reads one file to its end.
  ///
  /// - Throws: ``CorpusError`` or ``LabeledFileError``.
  mutating func read(
    _ source: any ByteSource, name: String, invalidUTF8: InvalidUTF8Policy, chunkSize: Int
  ) throws {
    var reader = LineReader(
      source, name: name, invalidUTF8: invalidUTF8, chunkSize: chunkSize,
      lineEnds: configuration.lineEnds)
    isInside = false
    while let line = try reader.next() {
      let place = LabeledFileError.Place(file: name, line: reader.number)
      switch format {
      case .columns: try readColumns(line, place)
      case .lines: try readText(line, place)
      }
    }
    warnings += reader.warnings
    guard reader.check.bytes > 0 else { return }
    statistics.inputs.append(CorpusStatistics.Input(name: name, bytes: reader.check.bytes))
    if let warning = reader.check.warning { warnings.append(warning) }
    if configuration.lineEnds == .keep, let problem = reader.check.returnsWarning {
      throw CorpusError.onlyReturns(problem)
    }
  }

  /// Reads a character and its label, or the end of a sequence.
  private mutating func readColumns(_ line: [UInt8], _ place: LabeledFileError.Place) throws {
    guard !line.isEmpty else {
      isInside = false
      return
    }
    let columns = line.split(
      separator: ASCII.tab, omittingEmptySubsequences: false)
    guard columns.count > 1 else { throw noTab(line, place) }
    guard columns.count == 2 else { throw LabeledFileError.tooManyTabs(place) }
    let parts = try columns.map { column in
      guard let part = LabeledFormat.unescape(column) else {
        throw LabeledFileError.unknownEscape(place, found: Self.shown(column))
      }
      return part
    }
    guard !parts[0].isEmpty else { throw LabeledFileError.noCharacter(place) }
    guard configuration.unit.isOneCharacter(parts[0]) else {
      throw LabeledFileError.severalCharacters(place, found: Self.shown(parts[0][...]))
    }
    guard !parts[1].isEmpty else { throw LabeledFileError.noLabel(place, format: format) }
    if !isInside { begin(target: LabeledCorpus.noTarget) }
    configuration.cutCharacter(parts[0], into: &sink)
    pad()
    targets[targets.count - 1] = labels.index(of: String(decoding: parts[1], as: UTF8.self))
    statistics.characters += 1
  }

  /// Reads a label and a text.
  private mutating func readText(_ line: [UInt8], _ place: LabeledFileError.Place) throws {
    guard !line.isEmpty else { return }
    guard let tab = line.firstIndex(of: ASCII.tab) else { throw noTab(line, place) }
    guard tab > 0 else { throw LabeledFileError.noLabel(place, format: format) }
    begin(target: labels.index(of: String(decoding: line[..<tab], as: UTF8.self)))
    let text = line[(tab + 1)...]
    configuration.cut(Array(text), into: &sink)
    pad()
    statistics.characters += text.count { $0 & 0xC0 != 0x80 }
  }

  private mutating func begin(target: Int32) {
    isInside = true
    statistics.sequences += 1
    sink.tokens.append(Vocabulary.documentBoundary)
    targets.append(target)
  }

  /// Appends ``LabeledCorpus/noTarget`` for tokens without a target.
  private mutating func pad() {
    while targets.count < sink.tokens.count { targets.append(LabeledCorpus.noTarget) }
  }

  private func noTab(_ line: [UInt8], _ place: LabeledFileError.Place) -> LabeledFileError {
    .noTab(place, format: format, found: Self.shown(line[...]))
  }

  /// Returns the start of invalid text for a message.
  private static func shown(_ bytes: ArraySlice<UInt8>) -> String {
    let text = String(decoding: bytes.prefix(200), as: UTF8.self)
    return text.count > 30 ? text.prefix(30) + "…" : text
  }
}

extension TextConfiguration {
  /// Appends the units of a text.
  func cut(_ text: [UInt8], into sink: inout some PieceSink) {
    let bytes = prepare(text)
    unit.cut(bytes, 0..<bytes.count, into: &sink)
  }

  /// Appends the units of a character; the unknown token if it normalizes to nothing.
  func cutCharacter(_ character: [UInt8], into sink: inout some TokenSink) {
    let count = sink.tokens.count
    cut(character, into: &sink)
    if sink.tokens.count == count { sink.tokens.append(Vocabulary.unknown) }
  }
}

extension TextUnit {
  /// Returns whether the bytes are exactly one character, as ``characters(of:)`` splits them.
  func isOneCharacter(_ bytes: [UInt8]) -> Bool {
    (self == .byte ? TextUnit.scalar : self).isOne(bytes)
  }
}
