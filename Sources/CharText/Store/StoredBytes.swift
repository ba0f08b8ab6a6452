internal import CharIO

/// The bytes of a token store: in memory, or in a mapped file.
enum StoredBytes: Sendable {
  case memory([UInt8])
  case file(MappedFile)

  /// The number of bytes held in memory.
  var residentCount: Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .file: 0
    }
  }

  /// Returns a range of the bytes.
  func read(_ offset: Int, _ count: Int) -> [UInt8] {
    switch self {
    case .memory(let bytes): Array(bytes[offset..<offset + count])
    case .file(let file): file.read(offset, count)
    }
  }

  /// Returns numbers of four bytes each.
  func numbers(_ offset: Int, _ count: Int) -> [UInt32] {
    var numbers: [UInt32] = []
    numbers.reserveCapacity(count)
    NarrowNumbers.forEach(read(offset, 4 * count), width: 4) { numbers.append(UInt32($0)) }
    return numbers
  }
}
