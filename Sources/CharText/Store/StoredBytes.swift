internal import CharIO

/// The bytes of a token store: in memory, or in a file that is mapped.
enum StoredBytes: Sendable {
  case memory([UInt8])
  case file(MappedFile)

  /// How many of them take memory.
  var residentCount: Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .file: 0
    }
  }

  /// Some of the bytes.
  func read(_ offset: Int, _ count: Int) -> [UInt8] {
    switch self {
    case .memory(let bytes): Array(bytes[offset..<offset + count])
    case .file(let file): file.read(offset, count)
    }
  }

  /// Numbers of four bytes each.
  func numbers(_ offset: Int, _ count: Int) -> [UInt32] {
    var numbers: [UInt32] = []
    numbers.reserveCapacity(count)
    NarrowNumbers.forEach(read(offset, 4 * count), width: 4) { numbers.append(UInt32($0)) }
    return numbers
  }
}
