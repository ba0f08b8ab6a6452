/// The lines of an ARPA file, one after another.
struct ARPALines {
  private let bytes: [UInt8]
  private var position = 0
  /// The number of the line read last, from 1.
  private(set) var number = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads the next line, without white space at its end; nil at the end of the file.
  mutating func next() -> ArraySlice<UInt8>? {
    guard position < bytes.count else { return nil }
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    var end = position
    while end > start, Self.isSpace(bytes[end - 1]) { end -= 1 }
    position += 1
    number += 1
    return bytes[start..<end]
  }

  /// Reads the next line that is not empty; nil at the end of the file.
  mutating func nextWithText() -> ArraySlice<UInt8>? {
    while let line = next() {
      if !line.isEmpty { return line }
    }
    return nil
  }

  /// The fields of a line, which white space separates.
  static func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    line.split(whereSeparator: isSpace)
  }

  /// The column of a field of a line, in Unicode scalars from 1.
  func column(of field: ArraySlice<UInt8>) -> Int {
    let before = bytes[..<field.startIndex]
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = before[start...]
    return String(decoding: line, as: UTF8.self).unicodeScalars.count + 1
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  /// The beginning of a line, for messages.
  static func shown(_ line: ArraySlice<UInt8>) -> String {
    String(decoding: line.prefix(60), as: UTF8.self) + (line.count > 60 ? "…" : "")
  }
}
