/// Numbers the pieces of a text: ASCII (with the byte unit, all bytes but 255) by value from 1, all
/// others in order of first occurrence.
struct PieceNumbers: PieceSink {
  private let unit: TextUnit
  /// The numbers while each fits in a byte; empty afterwards.
  private var narrow: [UInt8] = []
  /// The numbers once there are more pieces.
  private var wide: [UInt32] = []
  private var isWide = false
  private var count = 0
  /// The numbers of scalars, or bytes, beyond ASCII.
  private var scalars = ScalarTable()
  private var clusterNumbers = ByteStringTable()
  private var pieces: [NumberedPiece]
  private var clusters: [[UInt8]] = []
  private var documents: [UInt32] = []
  private var marks = PassageMarks()

  init(_ unit: TextUnit) {
    self.unit = unit
    pieces = unit == .byte ? Self.bytes : Self.ascii
  }

  private static let ascii = (0..<128).map { NumberedPiece.scalar($0) }
  /// The bytes whose numbers fit in one byte.
  private static let bytes = (0..<255).map { NumberedPiece.scalar($0) }

  /// Marks a place at which the text may be split, after so many characters of the text as read.
  mutating func mark(_ characters: Int) { marks.add(token: count, characters) }

  mutating func startDocument() {
    reserve(1)
    documents.append(UInt32(count))
    append(0)
  }

  /// Adds the condition of the document that has just started.
  mutating func take(condition name: [UInt8]) {
    reserve(1)
    let piece = ConditionPiece.bytes(name)
    take(cluster: piece, 0..<piece.count)
  }

  /// Adds the units of a part of a text.
  mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
    // A unit has at least one byte.
    reserve(range.count)
    guard unit != .grapheme else { return unit.cut(bytes, range, into: &self) }
    var index = range.lowerBound
    while index < range.upperBound {
      switch (unit, isWide) {
      case (.byte, true): Self.addKnown(bytes, &index, range.upperBound, to: &wide, &count)
      case (.byte, false): Self.addKnown(bytes, &index, range.upperBound, to: &narrow, &count)
      case (_, true): Self.addKnown(bytes, &index, range.upperBound, scalars, to: &wide, &count)
      case (_, false): Self.addKnown(bytes, &index, range.upperBound, scalars, to: &narrow, &count)
      }
      guard index < range.upperBound else { return }
      if unit == .byte {
        take(byte: bytes[index])
        index += 1
      } else {
        let next = UTF8Sequence(bytes, at: index, end: range.upperBound)
        take(scalar: next.scalar)
        index += next.length
      }
    }
  }

  /// Adds bytes up to the first one without a fixed number.
  private static func addKnown<Number: PieceNumber>(
    _ bytes: [UInt8], _ index: inout Int, _ end: Int, to numbers: inout [Number],
    _ count: inout Int
  ) {
    let input = bytes.span
    var output = numbers.mutableSpan
    while index < end {
      if index + 8 <= end {
        let word = input.word(at: index)
        if !ByteMask.hasLast(word) {
          Number.store(ByteMask.successors(word), to: &output, at: count)
          index += 8
          count += 8
          continue
        }
      }
      guard input[index] < UInt8.max else { return }
      output[count] = Number(truncatingIfNeeded: input[index] + 1)
      index += 1
      count += 1
    }
  }

  /// Adds scalars of up to three bytes as long as they have numbers.
  private static func addKnown<Number: PieceNumber>(
    _ bytes: [UInt8], _ index: inout Int, _ end: Int, _ scalars: ScalarTable,
    to numbers: inout [Number], _ count: inout Int
  ) {
    let input = bytes.span
    let (pages, values) = (scalars.pages.span, scalars.values.span)
    var output = numbers.mutableSpan
    var (position, filled) = (index, count)
    while position < end {
      if position + 8 <= end {
        let word = input.word(at: position)
        if word & ByteMask.highBits == 0 {
          Number.store(ByteMask.successors(word), to: &output, at: filled)
          position += 8
          filled += 8
          continue
        }
      }
      let first = input[position]
      var length = 1
      if first < 0x80 {
        output[filled] = Number(truncatingIfNeeded: first + 1)
      } else {
        // The text is well-formed, so the first byte determines the length.
        guard first < 0xF0 else { break }
        let scalar: UInt32
        if first < 0xE0 {
          scalar = UInt32(first & 0x1F) << 6 | UInt32(input[position + 1] & 0x3F)
          length = 2
        } else {
          scalar =
            UInt32(first & 0xF) << 12 | UInt32(input[position + 1] & 0x3F) << 6
            | UInt32(input[position + 2] & 0x3F)
          length = 3
        }
        let number = values[Int(pages[Int(scalar >> 8)]) | Int(scalar & 0xFF)]
        guard number > 0 else { break }
        output[filled] = Number(truncatingIfNeeded: number)
      }
      filled += 1
      position += length
    }
    (index, count) = (position, filled)
  }

  private mutating func reserve(_ room: Int) {
    if isWide {
      Self.reserve(count + room, in: &wide)
    } else {
      Self.reserve(count + room, in: &narrow)
    }
  }

  private static func reserve<Number: PieceNumber>(_ size: Int, in numbers: inout [Number]) {
    let missing = size - numbers.count
    guard missing > 0 else { return }
    numbers.append(contentsOf: repeatElement(0, count: max(missing, numbers.count)))
  }

  mutating func take(byte: UInt8) { take(value: UInt32(byte)) }

  mutating func take(scalar: UInt32) { take(value: scalar) }

  @inline(__always)
  private mutating func take(value: UInt32) {
    if value < (unit == .byte ? 255 : 128) { return append(value + 1) }
    var number = scalars[value]
    if number < 0 {
      number = add(.scalar(value))
      scalars.set(value, to: number)
    }
    append(UInt32(number))
  }

  mutating func take(cluster bytes: [UInt8], _ range: Range<Int>) {
    if let number = clusterNumbers.value(bytes, range) { return append(UInt32(number)) }
    let piece = Array(bytes[range])
    let number = add(.cluster(clusters.count))
    clusters.append(piece)
    clusterNumbers.add(piece, value: number)
    append(UInt32(number))
  }

  /// Adds a new piece and returns its number.
  private mutating func add(_ piece: NumberedPiece) -> Int32 {
    pieces.append(piece)
    if pieces.count > UInt8.max, !isWide {
      isWide = true
      wide = [UInt32](repeating: 0, count: narrow.count)
      for index in 0..<count { wide[index] = UInt32(narrow[index]) }
      narrow = []
    }
    return Int32(pieces.count)
  }

  @inline(__always)
  private mutating func append(_ number: UInt32) {
    if isWide {
      wide[count] = number
    } else {
      narrow[count] = UInt8(truncatingIfNeeded: number)
    }
    count += 1
  }

  consuming func finish(_ hash: TextHash) -> NumberedPassage {
    var counts: [Int]
    let numbers: NarrowNumbers
    if isWide {
      counts = [Int](repeating: 0, count: pieces.count + 1)
      for index in 0..<count { counts[Int(wide[index])] += 1 }
      numbers = NarrowNumbers(wide, count: count, largest: pieces.count)
    } else {
      narrow.removeLast(narrow.count - count)
      counts = Array(ByteCounts(narrow).counts[...pieces.count])
      numbers = NarrowNumbers(narrow)
    }
    counts.removeFirst()
    return NumberedPassage(
      numbers: numbers, unit: unit, pieces: pieces, clusters: clusters, counts: counts,
      documents: documents, marks: marks, hash: hash)
  }
}

/// A piece of a passage.
enum NumberedPiece: Sendable {
  /// A single scalar or, with the byte unit, a byte.
  case scalar(UInt32)
  /// The index of one of the passage's clusters.
  case cluster(Int)
}

/// The storage type of a piece's number.
private protocol PieceNumber: FixedWidthInteger, BitwiseCopyable {
  /// Stores the eight bytes of a little-endian word as one number each.
  static func store(_ word: UInt64, to numbers: inout MutableSpan<Self>, at index: Int)
}

extension UInt8: PieceNumber {
  @inline(__always)
  fileprivate static func store(
    _ word: UInt64, to numbers: inout MutableSpan<UInt8>, at index: Int
  ) {
    numbers.store(word, at: index)
  }
}

extension UInt32: PieceNumber {
  @inline(__always)
  fileprivate static func store(
    _ word: UInt64, to numbers: inout MutableSpan<UInt32>, at index: Int
  ) {
    for i in 0..<8 { numbers[index + i] = UInt32(word >> (8 * UInt64(i)) & 0xFF) }
  }
}
