/// The decoder of ``RangeEncoder``. Data that no encoder wrote gives some symbols, never a trap.
struct RangeDecoder: EntropyCoder {
  /// Bytes that a decoder may take after the end of whole data.
  static let lookahead = 8

  private var value: UInt64 = 0
  private var range = CoderRange()
  private let bytes: CodedBytes

  /// Starts to decode.
  ///
  /// - Parameter bytes: the bytes that an encoder wrote.
  init(_ bytes: CodedBytes) {
    self.bytes = bytes
    for _ in 0..<Self.lookahead { value = value << 8 | UInt64(bytes.next()) }
  }

  mutating func code(_ symbol: Int, _ table: FrequencyTable) -> Int {
    let unit = range.unit(table.total)
    let (symbol, start) = table.symbol(at: min(value / unit, table.total - 1))
    let count = table.counts[symbol]
    value &-= unit * start
    range.width = start + count == table.total ? range.width - unit * start : unit * count
    widen()
    return symbol
  }

  mutating func code(_ bit: Bool, probability: UInt32) -> Bool {
    let split = (range.width >> 16) * UInt64(probability)
    let bit = value < split
    if bit {
      range.width = split
    } else {
      value &-= split
      range.width -= split
    }
    widen()
    return bit
  }

  private mutating func widen() {
    while range.width < CoderRange.least {
      value = value << 8 | UInt64(bytes.next())
      range.width <<= 8
    }
  }
}

/// Bytes of a compressed file as they are read.
final class CodedBytes {
  private let read: (Int) throws -> [UInt8]
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// Bytes read so far.
  private(set) var count = 0
  /// Bytes taken after the end, which are zeros.
  private(set) var overrun = 0
  /// The error that ended reading.
  private(set) var failure: (any Error)?

  private static let part = 1 << 16

  /// Creates a reader.
  ///
  /// - Parameter read: returns up to so many bytes; none at the end.
  init(_ read: @escaping (Int) throws -> [UInt8]) { self.read = read }

  /// Returns the next byte; 0 after the end.
  func next() -> UInt8 {
    if position == buffer.count { refill() }
    guard position < buffer.count else {
      overrun += 1
      return 0
    }
    position += 1
    return buffer[position - 1]
  }

  /// Returns the next byte; nil at the end.
  func nextOrNil() -> UInt8? { isFinished ? nil : next() }

  /// True if no bytes are left.
  var isFinished: Bool {
    if position == buffer.count { refill() }
    return position == buffer.count
  }

  private func refill() {
    guard !isAtEnd else { return }
    do { buffer = try read(Self.part) } catch {
      failure = error
      buffer = []
    }
    count += buffer.count
    position = 0
    isAtEnd = buffer.isEmpty
  }
}
