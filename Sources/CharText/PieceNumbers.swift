/// Numbers the pieces of a text in the order in which they are first seen, from 1.
struct PieceNumbers: PieceSink {
  private var numbers: [UInt32] = []
  private var count = 0
  private var ascii = [UInt32](repeating: 0, count: 128)
  private var scalars = ScalarTable()
  private var clusters = ByteStringTable()
  private var pieces: [[UInt8]] = []
  private var documents: [UInt32] = []

  mutating func startDocument() {
    reserve(1)
    documents.append(UInt32(count))
    numbers[count] = 0
    count += 1
  }

  /// Adds what the document that has just started is under.
  mutating func take(condition name: [UInt8]) {
    reserve(1)
    let piece = ConditionPiece.bytes(name)
    take(cluster: piece, 0..<piece.count)
  }

  /// Adds the units of part of a text.
  mutating func add(_ bytes: [UInt8], _ range: Range<Int>, _ unit: TextUnit) {
    // No unit is less than a byte.
    reserve(range.count)
    switch unit {
    case .byte, .scalar:
      var index = range.lowerBound
      while index < range.upperBound {
        Self.addKnown(
          bytes, &index, range.upperBound, isByte: unit == .byte, ascii, scalars, to: &numbers,
          &count)
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
    case .grapheme: unit.cut(bytes, range, into: &self)
    }
  }

  /// Adds bytes, or scalars of up to three bytes, for as long as they have numbers already.
  private static func addKnown(
    _ bytes: [UInt8], _ index: inout Int, _ end: Int, isByte: Bool, _ ascii: [UInt32],
    _ scalars: ScalarTable, to numbers: inout [UInt32], _ count: inout Int
  ) {
    let input = bytes.span
    let (ascii, pages, values) = (ascii.span, scalars.pages.span, scalars.values.span)
    var output = numbers.mutableSpan
    var (position, filled) = (index, count)
    precondition(ascii.count == 128, "there are 128 ASCII characters")
    while position < end {
      if position + 8 <= end {
        let word = input.word(at: position)
        if word & ByteMask.highBits == 0 {
          var isKnown = true
          for i in 0..<8 {
            let number = ascii[Int(word >> (8 * UInt64(i)) & 0x7F)]
            output[filled + i] = number
            isKnown = isKnown && number > 0
          }
          if isKnown {
            position += 8
            filled += 8
            continue
          }
        }
      }
      let first = input[position]
      var number: UInt32
      var length = 1
      if first < 0x80 {
        number = ascii[Int(first)]
      } else {
        var scalar = UInt32(first)
        if !isByte {
          // The text is well-formed, so that the first byte says how many follow.
          if first < 0xE0 {
            scalar = (scalar & 0x1F) << 6 | UInt32(input[position + 1] & 0x3F)
            length = 2
          } else if first < 0xF0 {
            scalar =
              (scalar & 0xF) << 12 | UInt32(input[position + 1] & 0x3F) << 6
              | UInt32(input[position + 2] & 0x3F)
            length = 3
          } else {
            break
          }
        }
        number = UInt32(bitPattern: values[Int(pages[Int(scalar >> 8)]) | Int(scalar & 0xFF)])
      }
      guard Int32(bitPattern: number) > 0 else { break }
      output[filled] = number
      filled += 1
      position += length
    }
    (index, count) = (position, filled)
  }

  private mutating func reserve(_ room: Int) {
    let missing = count + room - numbers.count
    guard missing > 0 else { return }
    numbers.append(contentsOf: repeatElement(0, count: max(missing, numbers.count)))
  }

  mutating func take(byte: UInt8) { take(value: UInt32(byte)) { [byte] } }

  @inline(__always)
  mutating func take(scalar: UInt32) {
    take(value: scalar) {
      var bytes: [UInt8] = []
      UTF8Sequence.append(scalar, to: &bytes)
      return bytes
    }
  }

  @inline(__always)
  private mutating func take(value: UInt32, _ bytes: () -> [UInt8]) {
    var number = scalars[value]
    if number < 0 {
      pieces.append(bytes())
      number = Int32(pieces.count)
      scalars.set(value, to: number)
      if value < 0x80 { ascii[Int(value)] = UInt32(number) }
    }
    append(UInt32(number))
  }

  mutating func take(cluster bytes: [UInt8], _ range: Range<Int>) {
    if let number = clusters.value(bytes, range) { return append(UInt32(number)) }
    let piece = Array(bytes[range])
    pieces.append(piece)
    clusters.add(piece, value: Int32(pieces.count))
    append(UInt32(pieces.count))
  }

  @inline(__always)
  private mutating func append(_ number: UInt32) {
    numbers[count] = number
    count += 1
  }

  consuming func finish(_ hash: TextHash) -> NumberedPassage {
    var counts = [Int](repeating: 0, count: pieces.count + 1)
    for index in 0..<count { counts[Int(numbers[index])] += 1 }
    counts.removeFirst()
    return NumberedPassage(
      numbers: NarrowNumbers(numbers, count: count, largest: pieces.count), pieces: pieces,
      counts: counts, documents: documents, hash: hash)
  }
}
