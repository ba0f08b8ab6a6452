internal import CharText

/// Cleans character by character (invalid UTF-8, line ends, byte order marks, controls, invisible
/// characters), then normalizes.
struct CharacterCleaner {
  private let cleaning: Cleaning
  private let normalizer: TextNormalizer?
  private var place = CorpusReport.Place(file: "", line: 1, offset: 0)

  /// Cleaned bytes that are not normalized yet.
  private var pending: [UInt8] = []
  /// Normalized bytes.
  private(set) var output: [UInt8] = []
  /// The index before which ``pending`` has no place to cut.
  private var searched = 0
  private var isAtLineStart = true
  /// True if the current line was counted as changed by normalization.
  private var isCounted = false
  /// True if a carriage return waits for the next character.
  private var hasReturn = false

  /// The maximum number of bytes in ``pending``.
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
  ///   - bytes: The buffer that holds the piece.
  ///   - range: The range of the piece; it must hold whole characters.
  ///   - place: The position of the piece in its file.
  ///   - isLast: Whether this is the last piece of the file.
  ///   - log: Counts the changes.
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

  /// Handles a waiting carriage return, given the next character.
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

  // MARK: Normalization

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
      // One line of the file may have become several.
      let next = pending[start..<end].firstIndex(of: ASCII.lineFeed).map { $0 + 1 } ?? end
      normalize(start..<next, normalizer, &log)
      start = next
    }
    pending.removeFirst(end)
    searched = 0
  }

  /// Normalizes a line, or a part of one.
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

  /// The last position at which ``pending`` can be split without affecting normalization.
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

  /// Returns whether a scalar is unchanged in every form and never combines with its predecessor.
  private static func isInert(_ scalar: UInt32) -> Bool {
    var decomposed: [UInt32] = []
    UTF8Proc.decompose([scalar], .compatibility, into: &decomposed)
    return decomposed == [scalar]
      && ScalarTraits(of: scalar).isDisjoint(with: [.reorders, .maybeNFC])
  }
}
