internal import CharText

/// Cleans characters one by one: what is not UTF-8, line ends, byte order marks, controls, and what
/// nobody sees; then brings the text into a form.
struct CharacterCleaner {
  private let cleaning: Cleaning
  private let normalizer: TextNormalizer?
  private var place = CorpusReport.Place(file: "", line: 1, offset: 0)

  /// Cleaned, and not yet in the form.
  private var pending: [UInt8] = []
  /// In the form.
  private(set) var output: [UInt8] = []
  /// Up to where there is no place to cut.
  private var searched = 0
  private var isAtLineStart = true
  /// Whether the line that is brought into the form has been counted.
  private var isCounted = false
  /// A return of which it is not known whether a line feed follows.
  private var hasReturn = false

  /// Bytes that may wait for a place where a form can be cut.
  private static let pendingLimit = 1 << 22

  init(_ cleaning: Cleaning) {
    self.cleaning = cleaning
    normalizer = TextNormalizer(cleaning.normalization, foldsCase: false)
  }

  /// Starts a file.
  mutating func begin() {
    pending.removeAll()
    searched = 0
    (isAtLineStart, hasReturn, isCounted) = (true, false, false)
  }

  /// Cleans a piece of a file into ``output``.
  ///
  /// - Parameters:
  ///   - bytes: What holds the piece.
  ///   - range: The piece; whole characters.
  ///   - place: Where it starts.
  ///   - isLast: Whether the file ends with it.
  ///   - log: Where changes are counted.
  /// - Throws: ``CleaningError``.
  mutating func clean(
    _ bytes: [UInt8], _ range: Range<Int>, at place: CorpusReport.Place, isLast: Bool,
    _ log: inout CleaningLog
  ) throws {
    self.place = place
    output.removeAll(keepingCapacity: true)
    var index = range.lowerBound
    var counted = index
    while index < range.upperBound {
      let byte = bytes[index]
      if byte &- 0x20 < 0x5F || byte == ASCII.tab || byte == ASCII.lineFeed, !hasReturn {
        pending.append(byte)
        isAtLineStart = byte == ASCII.lineFeed
        index += 1
        continue
      }
      let next = UTF8Sequence(bytes, at: index, end: range.upperBound)
      self.place.offset = place.offset + index - range.lowerBound
      self.place.column += UTF8Sequence.count(bytes, from: counted, to: index)
      counted = index
      if cleaning.dropsControls, let length = EscapeSequence.length(bytes, index..<range.upperBound)
      {
        log.add(.droppedControl, self.place)
        index += length
        continue
      }
      if next.kind == .scalar {
        pass(next.scalar, &log)
      } else {
        try passInvalid(&log)
      }
      index += next.length
    }
    if isLast { settleReturn(before: nil, &log) }
    self.place = place
    try normalize(isWhole: isLast || pending.last == ASCII.lineFeed, &log)
  }

  private mutating func passInvalid(_ log: inout CleaningLog) throws {
    switch cleaning.invalid {
    case .error: throw CleaningError.invalidUTF8(place)
    case .drop: log.add(.droppedInvalid, place)
    case .replace:
      log.add(.replacedInvalid, place)
      emit(UTF8Sequence.replacement, &log)
    }
  }

  private mutating func pass(_ scalar: UInt32, _ log: inout CleaningLog) {
    switch UnusualKind(of: scalar) {
    case .control where cleaning.dropsControls: log.add(.droppedControl, place)
    case .separator where cleaning.dropsControls:
      log.add(.separatorToLineFeed, place)
      emit(UInt32(ASCII.lineFeed), &log)
    case .some where cleaning.dropsInvisible && UnusualKind.isDroppable(scalar):
      log.add(.droppedInvisible, place)
    default: emit(scalar, &log)
    }
  }

  private mutating func emit(_ scalar: UInt32, _ log: inout CleaningLog) {
    settleReturn(before: scalar, &log)
    if scalar == UInt32(ASCII.carriageReturn), cleaning.lineEnds == .lf {
      hasReturn = true
      return
    }
    if scalar == 0xFEFF, isAtLineStart, cleaning.stripsByteOrderMark {
      log.add(.strippedByteOrderMark, place)
      return
    }
    UTF8Sequence.append(scalar, to: &pending)
    isAtLineStart = scalar == UInt32(ASCII.lineFeed)
  }

  /// Decides about a return, now that what follows is known.
  private mutating func settleReturn(before next: UInt32?, _ log: inout CleaningLog) {
    guard hasReturn else { return }
    hasReturn = false
    if next == UInt32(ASCII.lineFeed) {
      log.add(.joinedLineEnd, place)
    } else {
      log.add(.returnToLineFeed, place)
      pending.append(ASCII.lineFeed)
      isAtLineStart = true
    }
  }

  // MARK: The form

  private mutating func normalize(isWhole: Bool, _ log: inout CleaningLog) throws {
    guard let normalizer else {
      swap(&output, &pending)
      return
    }
    let end = isWhole ? pending.count : cut
    guard end > 0 else {
      guard pending.count < Self.pendingLimit else { throw CleaningError.endlessMarks(place) }
      searched = pending.count
      return
    }
    var start = 0
    while start < end {
      // What was one line of the file may be several by now.
      let next = pending[start..<end].firstIndex(of: ASCII.lineFeed).map { $0 + 1 } ?? end
      normalize(start..<next, normalizer, &log)
      start = next
    }
    pending.removeFirst(end)
    searched = 0
  }

  /// Brings a line, or part of one, into the form.
  private mutating func normalize(
    _ range: Range<Int>, _ normalizer: TextNormalizer, _ log: inout CleaningLog
  ) {
    let before = output.count
    normalizer.append(pending, range, to: &output)
    if !isCounted, !output[before...].elementsEqual(pending[range]) {
      log.add(.normalizedLine, place)
      isCounted = true
    }
    if pending[range.upperBound - 1] == ASCII.lineFeed { isCounted = false }
  }

  /// Where nothing before can have to do with what follows.
  private var cut: Int {
    var index = pending.count - 1
    while index > 0, index >= searched {
      if pending[index] < 0x80 { return index }
      if pending[index] & 0xC0 == 0xC0 {
        let scalar = UTF8Sequence(pending, at: index, end: pending.count).scalar
        if Self.isInert(scalar) { return index }
      }
      index -= 1
    }
    return 0
  }

  /// Whether a scalar is in every form and joins nothing before it.
  private static func isInert(_ scalar: UInt32) -> Bool {
    var decomposed: [UInt32] = []
    UTF8Proc.decompose([scalar], .compatibility, into: &decomposed)
    return decomposed == [scalar]
      && ScalarTraits(of: scalar).isDisjoint(with: [.reorders, .maybeNFC])
  }
}
