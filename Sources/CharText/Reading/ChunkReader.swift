/// Reads bytes in chunks that can be tokenized independently.
///
/// A chunk never ends inside a UTF-8 sequence, a CRLF, a grapheme cluster, or scalars that
/// normalization may join or reorder. If there is no such place, the chunk grows until there is.
struct ChunkReader {
  private var source: any ByteSource
  private let chunkSize: Int
  private let isRaw: Bool
  private let name: String
  private let longest: Int
  /// The number of bytes of the source before the buffer.
  private var taken = 0
  private var buffer: [UInt8] = []

  /// Starts reading.
  ///
  /// - Parameters:
  ///   - source: The bytes.
  ///   - chunkSize: The number of bytes to read at a time, more than 0.
  ///   - isRaw: Whether the unit is the byte, so that only sequences and CRLF matter.
  ///   - name: The name of the source in messages.
  ///   - longest: The maximum size of a chunk; a larger one is not text.
  init(
    _ source: any ByteSource, chunkSize: Int, isRaw: Bool, name: String,
    longest: Int = CorpusReader.longestChunk
  ) {
    precondition(chunkSize > 0, "a chunk has at least one byte, not \(chunkSize)")
    self.source = source
    self.chunkSize = chunkSize
    self.isRaw = isRaw
    self.name = name
    self.longest = longest
  }

  /// Warnings about the source.
  var warnings: [String] { source.warnings }

  /// Returns the next chunk, or nil at the end.
  ///
  /// - Throws: ``CorpusError``.
  mutating func next() throws -> [UInt8]? {
    var searched = 0
    while true {
      // A growing chunk is read in larger and larger parts, so that it is rarely copied.
      let data = try source.read(max(chunkSize, buffer.count))
      if data.isEmpty {
        defer { buffer = [] }
        return buffer.isEmpty ? nil : buffer
      }
      buffer.append(contentsOf: data)
      if let cut = lastCut(after: searched) {
        // The rest is shorter than the chunk, so the rest is copied.
        let rest = Array(buffer[cut...])
        var chunk = buffer
        buffer = rest
        chunk.removeLast(rest.count)
        taken += cut
        return chunk
      }
      guard buffer.count < longest else {
        throw CorpusError.noPlaceToCut(file: name, offset: taken, bytes: buffer.count)
      }
      searched = max(0, buffer.count - 4)
    }
  }

  private func lastCut(after start: Int) -> Int? {
    var index = buffer.count
    while index > start {
      if Self.canCut(buffer, at: index, isRaw: isRaw) { return index }
      index -= 1
    }
    return nil
  }

  /// Returns whether tokenization is independent on both sides of an index.
  static func canCut(_ buffer: [UInt8], at index: Int, isRaw: Bool) -> Bool {
    let left = buffer[index - 1]
    if left == ASCII.lineFeed { return true }
    guard index < buffer.count else { return false }
    let right = buffer[index]
    if left < 0x80, right < 0x80 {
      return !(left == ASCII.carriageReturn && right == ASCII.lineFeed)
    }
    if right & 0xC0 == 0x80 {
      // Three continuation bytes end any sequence, so a fourth stands alone.
      return isRaw && index >= 3 && buffer[(index - 3)..<index].allSatisfy { $0 & 0xC0 == 0x80 }
    }
    if isRaw { return true }
    let after = UTF8Sequence(buffer, at: index, end: buffer.count)
    guard after.kind == .scalar, let before = UTF8Sequence(buffer, endingAt: index) else {
      return false
    }
    return isInert(before.scalar) && isInert(after.scalar)
  }

  /// Returns whether a scalar never interacts with neighbors of its kind, in any normalization
  /// form: a starter without decomposition that is a cluster of its own, or a Hangul syllable.
  private static func isInert(_ scalar: UInt32) -> Bool {
    switch UTF8Proc.boundaryClass(scalar) {
    case .joining: return false
    case .hangulSyllable: return true
    case .other:
      var decomposed: [UInt32] = []
      UTF8Proc.decompose([scalar], .compatibility, into: &decomposed)
      return decomposed == [scalar] && UTF8Proc.combiningClass(scalar) == 0
    }
  }
}
