internal import CharText

/// One pass over the bytes of a corpus, with everything that is counted on the way.
///
/// A line ends with LF or CR LF, as for `--boundary line` and for places in messages; a lone
/// carriage return belongs to its line, unless the file starts with carriage returns and no line
/// feed.
struct CorpusScan {
  private let boundary: DocumentBoundary

  private(set) var scalars = ScalarCounter()
  private(set) var files: [CorpusReport.File] = []
  private(set) var unusual = UnusualFinds()
  private(set) var lines = PartStatistics()
  private(set) var documents = PartStatistics()
  private(set) var sample: TokenSample
  /// The number of scalars that continue a grapheme cluster.
  private(set) var joined = 0
  /// The number of lines with nothing but spaces and tabs.
  private(set) var blankLines = 0
  /// Features of lines and paragraphs, for the advice.
  private(set) var shape = TextShape()

  private var file = CorpusReport.File(path: "")
  private var normalization = NormalizationCheck()
  /// Bytes at the end of a part that may continue in the next one.
  private var rest: [UInt8] = []
  private var previous: UInt32?
  private var previousTraits = ScalarTraits.known
  private var clusterState: Int32 = 0

  // The line that is being read.
  private var lineHash = StreamHash()
  private var lineLength = 0
  private var isBlank = true
  private var (firstScalar, lastScalar): (UInt32, UInt32) = (0, 0)
  /// The start of the line in the current part; negative if it started in an earlier part.
  private var lineStart = 0
  private var ascii = [Int](repeating: 0, count: 128)

  // The document that is being read.
  private var documentHash = StreamHash()
  private var documentLength = 0
  private var isDocumentOpen = false
  /// White space that may stand between two lines of a paragraph, or before or after it.
  private var held: [UInt32] = []
  private var heldLines = 0
  private var heldEnd = 0
  private static let heldLimit = 256

  /// The hash of the line that ends a document.
  private let delimiter: UInt64?
  /// True if the file has carriage returns but no line feeds, so that they end lines.
  private var endsWithReturns = false
  private var sevenBit = SevenBitCheck()

  init(boundary: DocumentBoundary, delimiter: String? = nil, sampleLimit: Int) {
    self.boundary = boundary
    self.delimiter = delimiter.map { text in
      var hash = StreamHash()
      for byte in text.utf8 { hash.add(byte) }
      return hash.value
    }
    sample = TokenSample(limit: sampleLimit)
  }

  // MARK: Files

  mutating func begin(_ path: String) {
    file = CorpusReport.File(path: path)
    (endsWithReturns, sevenBit) = (false, SevenBitCheck())
    normalization = NormalizationCheck()
    (previous, previousTraits) = (nil, .known)
    held.removeAll()
    heldLines = 0
    startLine(at: 0)
  }

  /// Ends a text; the file may continue with another one.
  mutating func endText() {
    if !rest.isEmpty { scan([], isLast: true) }
    normalization.close()
    endLastLine()
    endDocument()
    (previous, previousTraits) = (nil, .known)
    held.removeAll()
    heldLines = 0
    startLine(at: 0)
  }

  mutating func end() {
    endText()
    guard file.bytes > 0 else { return }
    sevenBit.finish()
    file.encoding = file.encoding ?? sevenBit.guess
    (file.notNFC, file.notNFD) = (normalization.notNFC, normalization.notNFD)
    files.append(file)
  }

  // MARK: Bytes

  /// Reads the next part of a file.
  mutating func scan(_ part: [UInt8], isLast: Bool = false) {
    let bytes = rest.isEmpty ? part : rest + part
    let start = file.bytes - rest.count
    if file.bytes == 0, !part.isEmpty { lookAtStart(part) }
    file.bytes += part.count
    sevenBit.add(part, isASCII: isASCII && part.allSatisfy { $0 < 0x80 })
    rest = []
    var index = 0
    while index < bytes.count {
      index = passOrdinary(bytes, from: index)
      guard index < bytes.count else { break }
      switch bytes[index] {
      case ASCII.lineFeed:
        countLineEnd(bytes, to: index, hasReturn: false)
        index += 1
      case ASCII.carriageReturn:
        guard index + 1 < bytes.count || isLast else {
          rest = [ASCII.carriageReturn]
          lineStart = lineStart < 0 ? -1 : lineStart - index
          return
        }
        if index + 1 < bytes.count, bytes[index + 1] == ASCII.lineFeed {
          countLineEnd(bytes, to: index, hasReturn: true)
          index += 2
        } else {
          file.returns += 1
          if endsWithReturns, file.lineFeeds == 0 {
            countLineEnd(bytes, to: index, isLoneReturn: true)
            index += 1
            continue
          }
          shape.passReturn(after: lastScalar)
          pass(UInt32(ASCII.carriageReturn), bytes, index, 1, start)
          index += 1
        }
      default:
        let next = UTF8Sequence(bytes, at: index, end: bytes.count)
        if next.kind == .truncated, !isLast {
          rest = Array(bytes[index...])
          lineStart = lineStart < 0 ? -1 : lineStart - index
          return
        }
        if next.kind == .scalar {
          pass(next.scalar, bytes, index, next.length, start)
        } else {
          passInvalid(bytes, index, next.length, start)
        }
        index += next.length
      }
    }
    lineStart = lineStart == bytes.count ? 0 : -1
  }

  /// True if the file was ASCII so far.
  private var isASCII: Bool {
    rest.allSatisfy { $0 < 0x80 } && file.wideCharacters == 0 && file.invalidCount == 0
  }

  /// Detects line ends and encoding from the start of a file.
  private mutating func lookAtStart(_ part: [UInt8]) {
    endsWithReturns =
      part.contains(ASCII.carriageReturn) && !part.contains(ASCII.lineFeed)
    if part.contains(0) { file.encoding = EncodingGuess.guess(part, isStart: true) }
  }

  /// Ends the pass.
  mutating func finish() {
    for (scalar, count) in ascii.enumerated() { scalars.add(count, of: UInt32(scalar)) }
    ascii = [Int](repeating: 0, count: 128)
  }

  /// Reads a run of printable ASCII and tabs, the bulk of most corpora.
  @inline(__always)
  private mutating func passOrdinary(_ bytes: [UInt8], from start: Int) -> Int {
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      guard byte &- 0x20 < 0x5F || byte == 0x09 else { break }
      ascii[Int(byte)] += 1
      lineHash.add(byte)
      if byte > 0x20, isBlank { startText(UInt32(byte)) }
      keep(UInt32(byte))
      index += 1
    }
    guard index > start else { return index }
    if previousTraits.contains(.joins) { join(UInt32(bytes[start])) }
    file.characters += index - start
    lineLength += index - start
    normalization.passOrdinary()
    previous = UInt32(bytes[index - 1])
    previousTraits = .known
    lastScalar = UInt32(bytes[index - 1])
    return index
  }

  private mutating func pass(
    _ scalar: UInt32, _ bytes: [UInt8], _ index: Int, _ length: Int, _ start: Int
  ) {
    if scalar == 0xFEFF, start + index == 0 {
      file.hasByteOrderMark = true
      return
    }
    let traits = scalars.count(scalar)
    file.characters += 1
    if length > 1 { file.wideCharacters += 1 }
    lineLength += 1
    for byte in bytes[index..<index + length] { lineHash.add(byte) }
    if isBlank, !traits.contains(.blank) { startText(scalar) }
    keep(scalar)
    lastScalar = scalar
    if traits.isDisjoint(with: .demanding), !previousTraits.contains(.joins) {
      normalization.passOrdinary()
    } else {
      passDemanding(scalar, traits, at: start + index)
    }
    (previous, previousTraits) = (scalar, traits)
  }

  private mutating func passDemanding(_ scalar: UInt32, _ traits: ScalarTraits, at offset: Int) {
    if traits.contains(.joins) || previousTraits.contains(.joins) { join(scalar) }
    normalization.pass(scalar, traits, after: previous)
    if traits.contains(.compatibility) { file.compatibility += 1 }
    guard traits.contains(.unusual) else { return }
    if scalar == 0 { file.zeroBytes += 1 }
    unusual.add(scalar, place(offset))
  }

  private mutating func join(_ scalar: UInt32) {
    guard let previous else { return }
    if !previousTraits.contains(.joins) { clusterState = 0 }
    if !UTF8Proc.isGraphemeBreak(previous, scalar, state: &clusterState) { joined += 1 }
  }

  private mutating func passInvalid(_ bytes: [UInt8], _ index: Int, _ length: Int, _ start: Int) {
    let sequence = Array(bytes[index..<index + length])
    if file.invalid.count < CorpusReport.File.invalidLimit {
      file.invalid.append(.init(place: place(start + index), bytes: sequence))
    }
    if file.invalidCount == 0, file.encoding == nil, file.characters == start + index {
      file.encoding = EncodingGuess.guess(bytes, isStart: start == 0)
    }
    file.invalidCount += 1
    file.invalidBytes += length
    file.characters += 1
    lineLength += 1
    for byte in sequence { lineHash.add(byte) }
    if isBlank { startText(UTF8Sequence.replacement) }
    keep(UTF8Sequence.replacement)
    if previousTraits.contains(.joins) { join(UTF8Sequence.replacement) }
    lastScalar = UTF8Sequence.replacement
    normalization.passOrdinary()
    (previous, previousTraits) = (UTF8Sequence.replacement, .known)
  }

  private func place(_ offset: Int) -> CorpusReport.Place {
    CorpusReport.Place(
      file: file.path, line: file.lineFeeds + 1, column: lineLength + 1, offset: offset)
  }

  // MARK: Lines

  private mutating func countLineEnd(
    _ bytes: [UInt8], to end: Int, hasReturn: Bool = false, isLoneReturn: Bool = false
  ) {
    if isLoneReturn {
      ascii[Int(ASCII.carriageReturn)] += 1
      ascii[Int(ASCII.lineFeed)] -= 1
      file.lineFeeds -= 1
    } else if hasReturn {
      ascii[Int(ASCII.carriageReturn)] += 1
      file.pairs += 1
      joined += 1
    }
    ascii[Int(ASCII.lineFeed)] += 1
    file.lineFeeds += 1
    file.characters += hasReturn ? 2 : 1
    normalization.passOrdinary()
    (previous, previousTraits) = (UInt32(ASCII.lineFeed), .known)
    let start = lineStart
    endLine(hasReturn: hasReturn) {
      start < 0 ? "" : String(decoding: bytes[start..<end].prefix(160), as: UTF8.self)
    }
    startLine(at: end + (hasReturn ? 2 : 1))
  }

  private mutating func startLine(at start: Int) {
    lineHash = StreamHash()
    lineLength = 0
    isBlank = true
    (firstScalar, lastScalar) = (0, 0)
    lineStart = start
  }

  /// Ends the last line of a file if it has no line end.
  private mutating func endLastLine() {
    guard lineLength > 0 else { return }
    finishLine { "" }
    if boundary == .line { endDocument() }
  }

  private mutating func endLine(hasReturn: Bool, _ text: () -> String) {
    finishLine(text)
    switch boundary {
    case .line: endDocument()
    case .file:
      if hasReturn { keep(UInt32(ASCII.carriageReturn)) }
      keep(UInt32(ASCII.lineFeed))
      if isDocumentOpen { documentLength += hasReturn ? 2 : 1 }
    case .paragraph:
      heldLines += 1
      held.removeAll(keepingCapacity: true)
      guard isDocumentOpen, heldLines == 1 else { return }
      held = hasReturn ? [UInt32(ASCII.carriageReturn)] : []
      held.append(UInt32(ASCII.lineFeed))
      heldEnd = held.count
    }
  }

  private mutating func finishLine(_ text: () -> String) {
    file.lines += 1
    if let delimiter, lineHash.value == delimiter {
      endDocument()
      return
    }
    if isBlank {
      blankLines += 1
      shape.passBlankLine()
    } else {
      shape.passLine(first: firstScalar, last: lastScalar)
      lines.add(length: lineLength, hash: lineHash.value, text)
    }
    if boundary != .paragraph || !isBlank {
      documentHash.add(lineHash.value)
      documentLength += lineLength
    }
  }
}

// MARK: - Documents

extension CorpusScan {
  /// Handles the first character of a line that is not a space.
  private mutating func startText(_ scalar: UInt32) {
    isBlank = false
    firstScalar = scalar
    guard boundary == .paragraph else { return }
    if heldLines > 1 { endDocument() }
    if isDocumentOpen { documentLength += heldEnd }
    open()
    for scalar in held { sample.append(scalar) }
    held.removeAll(keepingCapacity: true)
    heldLines = 0
  }

  private mutating func open() {
    guard !isDocumentOpen else { return }
    isDocumentOpen = true
    sample.append(TokenSample.boundary)
  }

  /// Adds a character to the n-gram sample, in the form that training would read.
  @inline(__always)
  private mutating func keep(_ scalar: UInt32) {
    if isDocumentOpen, !isBlank || boundary != .paragraph {
      sample.append(scalar)
    } else {
      keepSlowly(scalar)
    }
  }

  private mutating func keepSlowly(_ scalar: UInt32) {
    if boundary == .paragraph, isBlank {
      // These spaces are the indentation of a paragraph; there are few.
      if held.count < Self.heldLimit { held.append(scalar) }
      return
    }
    open()
    sample.append(scalar)
  }

  private mutating func endDocument() {
    defer {
      documentHash = StreamHash()
      documentLength = 0
    }
    guard isDocumentOpen else { return }
    documents.add(length: documentLength, hash: documentHash.value) { "" }
    isDocumentOpen = false
  }
}
