/// Counts the characters of the text as read before places of a chunk, in whose bytes line ends are
/// settled already.
struct TextRuler {
  private let chunk: [UInt8]
  /// The places of line feeds that were CRLF.
  private let pairs: [Int]
  private let isRaw: Bool
  private var position = 0
  private var passedPairs = 0
  private var count: Int

  /// - Parameters:
  ///   - chunk: The bytes; well-formed UTF-8 unless they are raw.
  ///   - pairs: The places of line feeds that were CRLF.
  ///   - isRaw: Whether the bytes may be anything.
  ///   - end: Characters of the file up to the end of the chunk.
  init(_ chunk: [UInt8], pairs: [Int], isRaw: Bool, end: Int) {
    (self.chunk, self.pairs, self.isRaw) = (chunk, pairs, isRaw)
    count = end - pairs.count - Self.characters(chunk, 0..<chunk.count, isRaw: isRaw)
  }

  /// Characters of the file before a place of the chunk, which is not before the last one asked for. What
  /// stood in earlier chunks, of ASCII, has negative places.
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
  /// Places that a passage may be cut at, at most.
  private static let marks = 1024

  /// Measures where segments start, and parts long ones at ends of lines, or where there is none for long
  /// at any place that no step of the way to tokens looks across.
  ///
  /// - Parameters:
  ///   - ruler: Measures the chunk that the passage was made of.
  ///   - before: Characters of all files before this one.
  ///   - startsFile: Whether no document of the file has started yet.
  ///   - isRaw: Whether the bytes may be anything.
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
        // What comes before the first document of a file belongs to it.
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
