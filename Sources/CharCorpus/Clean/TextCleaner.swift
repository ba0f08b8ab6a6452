package import CharText

/// Cleans files one after another; repeats are found across all of them.
package struct TextCleaner {
  private static let progressSize = 1 << 20

  private var characters: CharacterCleaner
  private var lines: LineCleaner
  package private(set) var log = CleaningLog()

  package init(_ cleaning: Cleaning) {
    characters = CharacterCleaner(cleaning)
    lines = LineCleaner(cleaning)
  }

  /// Cleans a file.
  ///
  /// - Parameters:
  ///   - source: The bytes of the file.
  ///   - name: The name used in messages.
  ///   - output: The destination of the cleaned text.
  ///   - progress: Called with the number of bytes read from all files so far.
  /// - Returns: Whether to keep the file: false if it is a repeated document or empty.
  /// - Throws: `CorpusError`, ``CleaningError``, or an error of the output.
  package mutating func clean(
    _ source: some ByteSource, name: String, into output: any CleaningOutput,
    progress: (Int) -> Void = { _ in }
  ) throws -> Bool {
    characters.begin()
    lines.begin(output)
    var pieces = LinePieces(source)
    var place = CorpusReport.Place(file: name, line: 1, offset: 0)
    let before = log.bytesRead
    var reported = 0
    while let piece = try pieces.nextPiece() {
      (place.line, place.column, place.offset) = (pieces.line, pieces.column, pieces.offset)
      try pass(pieces.buffer, piece, at: place, isLast: false)
      log.bytesRead = before + pieces.end
      if pieces.end - reported >= Self.progressSize {
        reported = pieces.end
        progress(before + (pieces.conversion?.bytes ?? pieces.end))
      }
    }
    log.warnings += pieces.warnings
    if let conversion = pieces.conversion {
      log.bytesRead = before + conversion.bytes
      if !log.encodings.contains(conversion.encoding) {
        log.encodings.append(conversion.encoding)
      }
    }
    (place.column, place.offset) = (1, pieces.end)
    try pass([], 0..<0, at: place, isLast: true)
    if pieces.end > 0 { log.filesRead += 1 }
    let isKept = try lines.end(&log)
    log.forgotRepeats = lines.isFull
    return isKept
  }

  private mutating func pass(
    _ bytes: [UInt8], _ range: Range<Int>, at place: CorpusReport.Place, isLast: Bool
  ) throws {
    lines.place = place
    try characters.clean(bytes, range, at: place, isLast: isLast, &log)
    try lines.append(characters.output, 0..<characters.output.count, &log)
  }

  /// Counts a written file.
  package mutating func countWritten(_ bytes: Int) {
    log.bytesWritten += bytes
    log.filesWritten += 1
  }
}
