/// Counts the characters of the text as read before places of a chunk whose line ends are already
/// converted.
struct TextRuler {
  private let chunk: [UInt8]
  /// The indices of line feeds that were CRLF.
  private let pairs: [Int]
  private let isRaw: Bool
  private var position = 0
  private var passedPairs = 0
  private var count: Int

  /// - Parameters:
  ///   - chunk: The bytes; well-formed UTF-8 unless `isRaw`.
  ///   - pairs: The indices of line feeds that were CRLF.
  ///   - isRaw: Whether the bytes are arbitrary.
  ///   - end: The number of characters of the file up to the end of the chunk.
  init(_ chunk: [UInt8], pairs: [Int], isRaw: Bool, end: Int) {
    (self.chunk, self.pairs, self.isRaw) = (chunk, pairs, isRaw)
    count = end - pairs.count - Self.characters(chunk, 0..<chunk.count, isRaw: isRaw)
  }

  /// Returns the number of characters of the file before a place, which must not precede the last
  /// one requested.
  ///
  /// Places in earlier chunks, which hold only ASCII, are negative.
  mutating func characters(before place: Int) -> Int {
    guard place > position else { return count - max(0, -place) }
    count += Self.characters(chunk, position..<place, isRaw: isRaw)
    position = place
    while passedPairs < pairs.count, pairs[passedPairs] < place {
      passedPairs += 1
      count += 1
    }
    return count
  }

  private static func characters(_ bytes: [UInt8], _ range: Range<Int>, isRaw: Bool) -> Int {
    let input = bytes.span
    guard isRaw else {
      var count = 0
      for index in range where input[index] & 0xC0 != 0x80 { count &+= 1 }
      return count
    }
    var (count, index) = (0, range.lowerBound)
    while index < range.upperBound {
      index +=
        input[index] < 0x80 ? 1 : UTF8Sequence(bytes, at: index, end: range.upperBound).length
      count += 1
    }
    return count
  }
}

extension Passage {
  /// The maximum number of marks in a passage.
  private static let marks = 1024

  /// Measures the starts of segments, and splits long ones at line ends or, in very long lines, at
  /// any place where a chunk may end.
  ///
  /// - Parameters:
  ///   - ruler: The ruler of the passage's chunk.
  ///   - before: The number of characters of all earlier files.
  ///   - startsFile: Whether no document of the file has started yet.
  ///   - isRaw: Whether the bytes are arbitrary.
  mutating func mark(_ ruler: TextRuler, before: Int, startsFile: Bool, isRaw: Bool) {
    var ruler = ruler
    var marked: [DocumentSplitter.Segment] = []
    marked.reserveCapacity(segments.count)
    let apart = max(1, text.count / Self.marks)
    for segment in segments {
      let origin = segment.origin ?? segment.range.lowerBound
      var place = segment.range.lowerBound
      while place < segment.range.upperBound {
        let next = nextMark(after: place, segment.range.upperBound, apart: apart, isRaw: isRaw)
        let isFirst = place == segment.range.lowerBound
        // Text before the first document of a file counts as part of it.
        let characters =
          startsFile && marked.isEmpty
          ? 0
          : ruler.characters(before: origin + place - segment.range.lowerBound)
            - segment.labelCharacters
        marked.append(
          DocumentSplitter.Segment(
            range: place..<next, startsDocument: segment.startsDocument && isFirst,
            condition: isFirst ? segment.condition : nil, characters: before + characters))
        place = next
      }
    }
    segments = marked
  }

  private func nextMark(after place: Int, _ end: Int, apart: Int, isRaw: Bool) -> Int {
    let bytes = text.span
    var index = place + apart
    let far = place + 16 * apart
    while index < end {
      if bytes[index - 1] == ASCII.lineFeed { return index }
      if index >= far, ChunkReader.canCut(text, at: index, isRaw: isRaw) { return index }
      index += 1
    }
    return end
  }
}
