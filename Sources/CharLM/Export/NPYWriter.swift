internal import CharIO

/// Writes a matrix of numbers row by row in NumPy's format NPY, version 1.0
/// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html): little-endian float32, row-major.
final class NPYWriter {
  private static let alignment = 64
  private let file: AtomicFileWriter

  /// Starts a file that appears when it is complete.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - shape: the number of rows and of columns.
  /// - Throws: `FileError`.
  init(_ path: String, shape: (rows: Int, columns: Int)) throws {
    file = try AtomicFileWriter(path)
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    var header = Array(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (\(shape.rows), \(shape.columns)), }".utf8)
    // Magic, version, a length of two bytes, header and line feed fill whole blocks.
    let used = magic.count + 2 + header.count + 1
    header += [UInt8](
      repeating: UInt8(ascii: " "),
      count: (used + Self.alignment - 1) / Self.alignment * Self.alignment - used)
    header.append(UInt8(ascii: "\n"))
    try file.append(magic + [UInt8(header.count & 0xFF), UInt8(header.count >> 8)] + header)
  }

  /// Appends rows.
  ///
  /// - Throws: `FileError`.
  func append(_ values: [Float]) throws {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * values.count)
    for value in values {
      let bits = value.bitPattern
      for shift in stride(from: 0, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift)))
      }
    }
    try file.append(bytes)
  }

  /// Completes the file.
  ///
  /// - Throws: `FileError`.
  func finish() throws { try file.commit() }
}
